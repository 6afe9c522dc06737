package org.residual.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/**
 * Files written by PyTorch, and the numbers that PyTorch reads from them; see {@code src/test/python/checkpoints.py}.
 */
class CheckpointTest {
    private static final Path FILES = Path.of("src/test/resources/checkpoints");

    @TempDir
    private Path directory;

    private static byte[] bytes(StoredTensor tensor) {
        byte[] bytes = new byte[tensor.data().remaining()];
        tensor.data().duplicate().get(bytes);
        return bytes;
    }

    private static void assertSame(Map<String, StoredTensor> tensors, Map<String, StoredTensor> expected) {
        assertThat(new ArrayList<>(tensors.keySet())).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((name, tensor) -> {
            assertThat(tensors.get(name).type()).as(name).isEqualTo(tensor.type());
            assertThat(tensors.get(name).shape()).as(name).isEqualTo(tensor.shape());
            assertThat(bytes(tensors.get(name))).as(name).isEqualTo(bytes(tensor));
        });
    }

    @Test
    void readsTensorsOfEveryTypeAndLayoutToTheBit() throws IOException {
        Checkpoint read = Checkpoint.read(FILES.resolve("views.pt"));
        assertThat(read.key()).isEmpty();
        assertThat(read.tensors()).hasSize(24);
        assertSame(read.tensors(), Safetensors.map(FILES.resolve("views.safetensors")));
    }

    @Test
    void keepsTheOrderOfTheFile() throws IOException {
        assertThat(Checkpoint.read(FILES.resolve("network.pt")).tensors().keySet())
                .containsExactly(
                        "conv1.weight",
                        "conv1.bias",
                        "layers.0.a",
                        "layers.0.m",
                        "layers.0.layer.weight",
                        "out.weight",
                        "out.bias");
    }

    @ParameterizedTest
    @CsvSource({"network.pt, ''", "torchvision.pth, model", "epoch.pt, net"})
    void findsTheStateDictOfATrainingScript(String file, String key) throws IOException {
        Checkpoint read = Checkpoint.read(FILES.resolve(file));
        assertThat(read.key()).isEqualTo(key);
        assertSame(read.tensors(), Safetensors.map(FILES.resolve("network.safetensors")));
    }

    @Test
    void findsTheStateDictOfLightning() throws IOException {
        Checkpoint read = Checkpoint.read(FILES.resolve("lightning.ckpt"));
        assertThat(read.key()).isEqualTo("state_dict");
        Map<String, StoredTensor> expected = new LinkedHashMap<>();
        Safetensors.map(FILES.resolve("network.safetensors"))
                .forEach((name, tensor) -> expected.put("model." + name, tensor));
        assertSame(read.tensors(), expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    module.pt     | it holds __main__.Trained, which is code, not part of a state_dict, and is not run here: save only the tensors, in Python, with torch.save(net.state_dict(), "weights.pt").
                    script.pt     | this is a TorchScript archive, which holds code: save its tensors alone, with torch.save(torch.jit.load(path).state_dict(), "weights.pt").
                    protocol-4.pt | the pickle is of protocol 4, not 2: save it without pickle_protocol, as torch.save(net.state_dict(), "weights.pt").
                    list.pt       | it holds no dictionary of tensors: save it with torch.save(net.state_dict(), "weights.pt").
                    mixed.pt      | it holds more than tensors, such as 'epoch': save the state_dict alone, with torch.save(net.state_dict(), "weights.pt").
                    complex.pt    | it holds more than tensors, such as 'weight', a tensor of an unsupported type: save the state_dict alone, with torch.save(net.state_dict(), "weights.pt").
                    short.pt      | it holds more than tensors, such as 'weight', a tensor of an unsupported type: save the state_dict alone, with torch.save(net.state_dict(), "weights.pt").
                    several.pt    | it holds several state_dicts, generator, discriminator: save one of them alone, with torch.save(checkpoint["…"], "weights.pt").
                    """)
    void saysWhatIsWrongAndWhatToDo(String file, String sentence) {
        assertThatThrownBy(() -> Checkpoint.read(FILES.resolve(file)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage(file + ": " + sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"views.pt", "lightning.ckpt", "module.pt", "script.pt"})
    void knowsWhatTorchSaveHasWritten(String file) throws IOException {
        assertThat(Checkpoint.isOne(FILES.resolve(file))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"old.pt", "views.safetensors"})
    void knowsWhatItHasNotWritten(String file) throws IOException {
        assertThat(Checkpoint.isOne(FILES.resolve(file))).isFalse();
    }

    /** The types in PyTorch's source, torch/serialization.py. */
    @Test
    void passesOverWhatNewerVersionsPutBesideTheTensors() throws IOException {
        Map<String, byte[]> files = CheckpointFiles.contents(FILES.resolve("network.pt"));
        files.put("network/.format_version", new byte[] {'1'});
        files.put("network/.storage_alignment", new byte[] {'6', '4'});
        files.put("network/.data/serialization_id", new byte[40]);
        Path file = Files.write(directory.resolve("net.pt"), CheckpointFiles.stored(files));
        assertThat(Checkpoint.read(file).tensors()).hasSize(7);
    }

    /** PyTorch writes the byte order since 2.1. */
    @ParameterizedTest
    @CsvSource({
        "little,",
        "big, 'net.pt: its numbers are in the byte order ''big'', not ''little'': save it on a little-endian machine.'"
    })
    void readsNumbersOfTheUsualByteOrderAlone(String order, String sentence) throws IOException {
        Map<String, byte[]> files = CheckpointFiles.contents(FILES.resolve("network.pt"));
        files.put("network/byteorder", order.getBytes(StandardCharsets.US_ASCII));
        Path file = Files.write(directory.resolve("net.pt"), CheckpointFiles.stored(files));
        if (sentence == null) {
            assertThat(Checkpoint.read(file).tensors()).hasSize(7);
        } else {
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessage(sentence);
        }
    }
}
