package org.residual.configuration;

import java.util.List;
import org.residual.nn.device.ComputeDevice;

/** Which GPUs there are. */
@FunctionalInterface
interface VisibleGpus {
    /**
     * @return those that PyTorch can use
     */
    List<ComputeDevice> list();
}
