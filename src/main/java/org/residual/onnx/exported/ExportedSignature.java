package org.residual.onnx.exported;

import java.util.Optional;
import java.util.OptionalInt;
import org.residual.engine.GraphSignature.Answers;
import org.residual.engine.GraphSignature.Layout;

/**
 * The input and output of an exported network: images of 3 channels, red, green and blue, and a number for each class.
 *
 * @param input the name of the images
 * @param layout the order of their axes
 * @param inputType of their values
 * @param batch how many images at a time, if that is fixed; it is 1 then
 * @param height of the images, if that is fixed
 * @param width of the images, if that is fixed
 * @param output the name of the answers
 * @param outputType of their numbers
 * @param classes how many, if the file tells
 * @param answers the meaning of the numbers, if the file tells
 */
public record ExportedSignature(
        String input,
        Layout layout,
        ElementType inputType,
        OptionalInt batch,
        OptionalInt height,
        OptionalInt width,
        String output,
        ElementType outputType,
        OptionalInt classes,
        Optional<Answers> answers) {}
