package dev.vedette.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {

  @Test
  void slowsAtNinetyPercentAndRefusesAtNinetyFive() {
    AtomicReference<Double> used = new AtomicReference<>(0.5);
    DiskSpace disk = new DiskSpace(used::get);
    assertThat(disk.level()).isEqualTo(DiskSpace.Level.ENOUGH);
    used.set(0.90);
    disk.measure();
    assertThat(disk.level()).isEqualTo(DiskSpace.Level.LOW);
    used.set(0.95);
    disk.measure();
    assertThat(disk.level()).isEqualTo(DiskSpace.Level.FULL);
    used.set(0.89);
    disk.measure();
    assertThat(disk.level()).isEqualTo(DiskSpace.Level.ENOUGH);
  }
}
