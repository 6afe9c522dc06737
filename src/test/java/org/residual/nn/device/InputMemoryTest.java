package org.residual.nn.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InputMemoryTest {
    static Stream<ComputeDevice> devices() {
        TorchEngine.start(1);
        return Stream.concat(Stream.of(ComputeDevice.CPU), TorchEngine.gpus().stream());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void hasTheSizeThatIsAskedFor(ComputeDevice device) {
        try (InputMemory memory = new InputMemory(device)) {
            for (int bytes : List.of(12, 1200, 8, 1200, 4_000_000)) {
                ByteBuffer buffer = memory.ofSize(bytes);
                assertThat(buffer.isDirect()).isTrue();
                assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
                assertThat(buffer.remaining()).isEqualTo(bytes);
                buffer.putFloat(bytes - Float.BYTES, 0.5f);
                assertThat(buffer.getFloat(bytes - Float.BYTES)).isEqualTo(0.5f);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void isTheSameWhereNoMoreIsAskedForThanBefore(ComputeDevice device) {
        try (InputMemory memory = new InputMemory(device)) {
            long first = address(memory.ofSize(1200));
            assertThat(address(memory.ofSize(12))).isEqualTo(first);
            assertThat(address(memory.ofSize(1200))).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void canBeUsedAgainAfterItWasGivenBack(ComputeDevice device) {
        InputMemory memory = new InputMemory(device);
        memory.ofSize(1200);
        memory.close();
        assertThat(memory.ofSize(4).remaining()).isEqualTo(4);
        memory.close();
    }

    @Test
    @OnGpus
    void isLockedForAGpu() {
        for (ComputeDevice gpu : TorchEngine.gpus()) {
            try (InputMemory memory = new InputMemory(gpu)) {
                ByteBuffer buffer = memory.ofSize(1 << 20);
                int status = NativeLibrary.getInstance("cudart")
                        .getFunction("cudaHostGetFlags")
                        .invokeInt(new Object[] {new IntByReference(), Native.getDirectBufferPointer(buffer)});
                assertThat(status)
                        .as("of memory that is not locked, CUDA knows no flags")
                        .isZero();
            }
        }
    }

    private static long address(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }
}
