package org.residual.nn.device;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Convolutions in full float32. On GPUs the engine by default rounds factors to the 10 bits of TensorFloat-32, which
 * misses the tolerance of a known answer by far. DJL has no API for this setting, so it is set through PyTorch's C++
 * functions, by their names in the library.
 */
final class Float32Convolutions {
    private static final String CONTEXT = "_ZN2at13globalContextEv";
    private static final String SET_ALLOWED = "_ZN2at7Context17setAllowTF32CuDNNEb";
    private static final String ALLOWED = "_ZNK2at7Context14allowTF32CuDNNEv";

    private final NativeLibrary torch;
    private final Pointer context;

    private Float32Convolutions(NativeLibrary torch) {
        this.torch = torch;
        this.context = torch.getFunction(CONTEXT).invokePointer(new Object[0]);
    }

    /**
     * @return the setting of the engine, which must be loaded
     * @throws LinkageError if the engine has no such functions
     */
    static Float32Convolutions ofTheEngine() {
        return new Float32Convolutions(NativeLibrary.getInstance(System.mapLibraryName("torch_cpu")));
    }

    /** Turns rounding off for this process. */
    void require() {
        torch.getFunction(SET_ALLOWED).invokeVoid(new Object[] {context, false});
    }

    /** @return whether rounding is off */
    boolean required() {
        return ((byte) torch.getFunction(ALLOWED).invokeInt(new Object[] {context})) == 0;
    }
}
