package org.residual.nn.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TorchEngineTest {
    /** OpenMP's specification of a policy under which waiting threads take no CPU time. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    @DisabledIfEnvironmentVariable(named = "OMP_WAIT_POLICY", matches = ".+")
    void idleThreadsOfTheEngineAreToldToSleep() {
        TorchEngine.start(1);
        assertThat(NativeLibrary.getProcess()
                        .getFunction("getenv")
                        .invokeString(new Object[] {"OMP_WAIT_POLICY"}, false))
                .isEqualTo("passive");
    }
}
