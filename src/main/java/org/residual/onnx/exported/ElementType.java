package org.residual.onnx.exported;

/** The types of numbers that a network may take images as, or answer in. */
public enum ElementType {
    /** float32. */
    FLOAT32,
    /** float16. */
    FLOAT16,
    /** Whole numbers of 0 to 255; images alone. */
    UINT8
}
