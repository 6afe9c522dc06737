package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class HeldModelsTest {
    private static final Predicate<String> NOBODY = model -> false;

    private static HeldModels three() {
        HeldModels models = HeldModels.atMost(3, Set.of());
        models.takeIn("a", NOBODY);
        models.takeIn("b", NOBODY);
        models.takeIn("c", NOBODY);
        return models;
    }

    private static void assertHeld(HeldModels models, String... names) {
        assertThat(new String[] {"a", "b", "c", "d"})
                .filteredOn(models::contain)
                .containsExactly(names);
    }

    @Test
    void theOneAskedForLeastRecentlyGoesOut() {
        HeldModels models = three();
        models.use("a");
        models.takeIn("d", NOBODY);
        assertHeld(models, "a", "c", "d");
    }

    @Test
    void oneInUseStaysWhereAnotherIsIdle() {
        HeldModels models = three();
        models.takeIn("d", "a"::equals);
        assertHeld(models, "a", "c", "d");
    }

    @Test
    void oneInUseGoesOutWhereAllAre() {
        HeldModels models = three();
        models.takeIn("d", model -> true);
        assertHeld(models, "b", "c", "d");
    }

    @Test
    void thoseThatMustBeHeldCountAndStay() {
        HeldModels models = HeldModels.atMost(2, Set.of("a"));
        models.takeIn("b", NOBODY);
        models.takeIn("c", NOBODY);
        assertHeld(models, "a", "c");
    }

    @Test
    void thereMustBeRoomBesideThoseThatMustBeHeld() {
        assertThatThrownBy(() -> HeldModels.atMost(1, Set.of("a"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allAreHeldWhereNothingElseIsSaid() {
        assertHeld(HeldModels.all(), "a", "b", "c", "d");
    }

    @Test
    void oneThatIsTakenOutLeavesRoom() {
        HeldModels models = three();
        models.takeOut("b");
        models.takeIn("d", NOBODY);
        assertHeld(models, "a", "c", "d");
    }
}
