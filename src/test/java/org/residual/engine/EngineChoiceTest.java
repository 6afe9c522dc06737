package org.residual.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineChoiceTest {
    private static final Engine FIRST = new NamedEngine("pytorch");
    private static final Engine SECOND = new NamedEngine("other");
    private static final Engines BOTH = new Engines(List.of(SECOND, FIRST), FIRST);

    @ParameterizedTest
    @CsvSource({"auto, other pytorch", "pytorch, pytorch other", "PyTorch, pytorch other", "' auto ', other pytorch"})
    void putsTheChosenEngineFirstAndKeepsTheOthersForWhatItCannotCompute(String choice, String order) {
        Engines engines = EngineChoice.of(choice).among(BOTH);
        assertThat(engines.inOrder()).extracting(Engine::name).containsExactly(order.split(" "));
        assertThat(engines.reference()).isSameAs(FIRST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "torch", "tensorflow", "pytorch,other"})
    void refusesWhatIsNotAnEngine(String choice) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineChoice.of(choice))
                .withMessageStartingWith("'" + choice + "' is not an engine: use auto, or one of ")
                .withMessageContaining("pytorch");
    }

    @Test
    void knowsPyTorchAsTheReference() {
        assertThat(Engines.installed().reference().name()).isEqualTo("pytorch");
    }
}
