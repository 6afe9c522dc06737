package org.residual.inference.input;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.residual.image.ImageDecoder;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.NormalizedImage;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Waiting;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.device.NativeMemory;
import org.residual.store.version.ReadyVersion;

/** Makes the input tensors of a model from uploaded images, a few images at a time, in turn. */
public final class ImagePreparer {
    /** Bytes outside the heap that the allocator should not keep. */
    private static final long LARGE_DECODER = 4 << 20;

    private final ImageDecoder decoder;
    private final DecodingTurns turns;
    private final RequestMemory memory;
    private final boolean writtenOut;
    private final InferenceListener listener;

    /** @param writtenOut whether the values of the network's input are written here, and not by the predictor */
    public ImagePreparer(
            ImageDecoder decoder,
            DecodingTurns turns,
            RequestMemory memory,
            boolean writtenOut,
            InferenceListener listener) {
        this.decoder = decoder;
        this.turns = turns;
        this.memory = memory;
        this.writtenOut = writtenOut;
        this.listener = listener;
    }

    /** The headers are reason enough to refuse many images, before any memory is taken. */
    public List<Preparation> prepare(ReadyVersion version, List<? extends ImageInput> images) {
        List<Preparation> preparations = new ArrayList<>(images.size());
        for (ImageInput image : images) {
            preparations.add(refusing(version, image.name(), () -> {
                Preparation preparation =
                        image.preparation(decoder, version.descriptor().preprocessing());
                Size tensor = preparation.tensor();
                version.requireSuitable(images.size(), tensor.height(), tensor.width());
                return preparation;
            }));
        }
        requireOneSize(version, preparations);
        return preparations;
    }

    /** Waits for a decoding turn, which {@link #tensors} or {@link #endTurn} ends. */
    public void awaitTurn(Waiting waiting) {
        waiting.receive(turns.ask(), ignored -> turns.end());
    }

    public void endTurn() {
        turns.end();
    }

    /** Starts with its decoding turn, and ends it. */
    public List<NormalizedImage> tensors(ReadyVersion version, List<Preparation> preparations, Waiting waiting) {
        boolean turn = true;
        try {
            List<NormalizedImage> tensors = new ArrayList<>(preparations.size());
            for (Preparation preparation : preparations) {
                if (!turn) {
                    awaitTurn(waiting);
                    turn = true;
                }
                tensors.add(refusing(version, preparation.name(), () -> tensor(preparation, waiting)));
                listener.decoded(version);
                turns.end();
                turn = false;
            }
            return tensors;
        } finally {
            if (turn) {
                turns.end();
            }
        }
    }

    private NormalizedImage tensor(Preparation preparation, Waiting waiting) {
        if (preparation.outside() == 0) {
            return made(preparation);
        }
        MemoryShare outside = waiting.receive(memory.decoders().ask(preparation.outside()), MemoryShare::close);
        try {
            return made(preparation);
        } finally {
            giveBack(outside);
        }
    }

    private NormalizedImage made(Preparation preparation) {
        NormalizedImage image = preparation.work().get();
        return writtenOut ? image.toTensor() : image;
    }

    /** Returns memory to the system first, if it is worth the page faults, and then to the waiting requests. */
    private static void giveBack(MemoryShare outside) {
        try {
            if (outside.bytes() >= LARGE_DECODER) {
                NativeMemory.giveBackUnused();
            }
        } finally {
            outside.close();
        }
    }

    private <T> T refusing(ReadyVersion version, String name, Supplier<T> work) {
        try {
            return work.get();
        } catch (ImageRefusedException e) {
            listener.refused(version, e.reason());
            throw new RefusedUploadException(name + ": " + e.getMessage(), e.reason(), e);
        } catch (InputTooSmallException e) {
            listener.refused(version, Reason.TOO_SMALL);
            throw new RefusedUploadException(name + ": " + e.getMessage(), Reason.TOO_SMALL, e);
        }
    }

    private static void requireOneSize(ReadyVersion version, List<Preparation> preparations) {
        if (version.descriptor().batchesByRequest()
                && preparations.stream().map(Preparation::tensor).distinct().count() > 1) {
            throw new MixedSizesException();
        }
    }
}
