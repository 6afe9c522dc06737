package org.residual.configuration;

import java.util.List;
import org.residual.nn.device.ComputeDevice;

/** The GPUs of this machine. */
@FunctionalInterface
interface VisibleGpus {
    /**
     * @return those that PyTorch can use
     */
    List<ComputeDevice> list();
}
