package org.residual.onnx.exported;

/** The number types of a network's input and output. */
public enum ElementType {
    /** float32. */
    FLOAT32,
    /** float16. */
    FLOAT16,
    /** Whole numbers of 0 to 255; for images only. */
    UINT8
}
