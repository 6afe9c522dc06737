package org.residual.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of tasks that the data source divides its images into. */
class ImageSourceTest {
    @ParameterizedTest
    @CsvSource({"2,0,1", "2,1,1", "2,5,5", "2,100,8", "2,16000,8", "2,100000,50", "8,100000,50", "100,1000000,500"})
    void tasksAreLargeButKeepAllCoresBusy(int parallelism, int images, int tasks) {
        assertThat(ImageSource.tasks(parallelism, images)).isEqualTo(tasks);
    }
}
