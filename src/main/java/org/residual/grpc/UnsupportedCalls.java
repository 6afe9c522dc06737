package org.residual.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.residual.grpc.messages.CudaSharedMemoryRegisterRequest;
import org.residual.grpc.messages.CudaSharedMemoryRegisterResponse;
import org.residual.grpc.messages.CudaSharedMemoryStatusRequest;
import org.residual.grpc.messages.CudaSharedMemoryStatusResponse;
import org.residual.grpc.messages.CudaSharedMemoryUnregisterRequest;
import org.residual.grpc.messages.CudaSharedMemoryUnregisterResponse;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import org.residual.grpc.messages.LogSettingsRequest;
import org.residual.grpc.messages.LogSettingsResponse;
import org.residual.grpc.messages.SystemSharedMemoryRegisterRequest;
import org.residual.grpc.messages.SystemSharedMemoryRegisterResponse;
import org.residual.grpc.messages.SystemSharedMemoryStatusRequest;
import org.residual.grpc.messages.SystemSharedMemoryStatusResponse;
import org.residual.grpc.messages.SystemSharedMemoryUnregisterRequest;
import org.residual.grpc.messages.SystemSharedMemoryUnregisterResponse;
import org.residual.grpc.messages.TraceSettingRequest;
import org.residual.grpc.messages.TraceSettingResponse;
import org.residual.protocol.Unsupported;

/** Refuses the calls of Triton's unsupported extensions, and says so. */
abstract class UnsupportedCalls extends GRPCInferenceServiceImplBase {

    private static void refuse(StreamObserver<?> answer, Unsupported extension) {
        answer.onError(
                Status.UNIMPLEMENTED.withDescription(extension.sentence()).asRuntimeException());
    }

    @Override
    public final void systemSharedMemoryStatus(
            SystemSharedMemoryStatusRequest request, StreamObserver<SystemSharedMemoryStatusResponse> answer) {
        refuse(answer, Unsupported.SHARED_MEMORY);
    }

    @Override
    public final void systemSharedMemoryRegister(
            SystemSharedMemoryRegisterRequest request, StreamObserver<SystemSharedMemoryRegisterResponse> answer) {
        refuse(answer, Unsupported.SHARED_MEMORY);
    }

    @Override
    public final void systemSharedMemoryUnregister(
            SystemSharedMemoryUnregisterRequest request, StreamObserver<SystemSharedMemoryUnregisterResponse> answer) {
        refuse(answer, Unsupported.SHARED_MEMORY);
    }

    @Override
    public final void cudaSharedMemoryStatus(
            CudaSharedMemoryStatusRequest request, StreamObserver<CudaSharedMemoryStatusResponse> answer) {
        refuse(answer, Unsupported.SHARED_MEMORY);
    }

    @Override
    public final void cudaSharedMemoryRegister(
            CudaSharedMemoryRegisterRequest request, StreamObserver<CudaSharedMemoryRegisterResponse> answer) {
        refuse(answer, Unsupported.SHARED_MEMORY);
    }

    @Override
    public final void cudaSharedMemoryUnregister(
            CudaSharedMemoryUnregisterRequest request, StreamObserver<CudaSharedMemoryUnregisterResponse> answer) {
        refuse(answer, Unsupported.SHARED_MEMORY);
    }

    @Override
    public final void traceSetting(TraceSettingRequest request, StreamObserver<TraceSettingResponse> answer) {
        refuse(answer, Unsupported.TRACE);
    }

    @Override
    public final void logSettings(LogSettingsRequest request, StreamObserver<LogSettingsResponse> answer) {
        refuse(answer, Unsupported.LOGGING);
    }
}
