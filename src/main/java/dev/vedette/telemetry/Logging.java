package dev.vedette.telemetry;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Sets up logging to standard error, as lines for people or as JSON. */
public final class Logging {

  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %c{1}  %m%notEmpty{ %X}%n%throwable";

  private Logging() {}

  /**
   * Replaces the configuration of logging.
   *
   * @param json whether each line is a JSON object
   * @param level least level that is printed
   */
  public static void configure(boolean json, String level) {
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    LayoutComponentBuilder layout =
        json
            ? builder
                .newLayout("JsonTemplateLayout")
                .addAttribute("eventTemplateUri", "classpath:log-line.json")
            : builder.newLayout("PatternLayout").addAttribute("pattern", PATTERN);
    AppenderComponentBuilder console =
        builder.newAppender("console", "Console").addAttribute("target", "SYSTEM_ERR").add(layout);
    builder.add(console);
    builder.setShutdownHook("disable");
    // members that come and go make it warn in hundreds of lines
    builder.add(builder.newLogger("com.hazelcast", Level.ERROR));
    // several pools of one process register the same gauge
    builder.add(builder.newLogger("io.micrometer", Level.ERROR));
    for (String quiet : new String[] {"io.vertx", "io.netty", "org.flywaydb", "org.apache.kafka"}) {
      builder.add(builder.newLogger(quiet, Level.WARN));
    }
    builder.add(
        builder
            .newRootLogger(Level.toLevel(level, Level.INFO))
            .add(builder.newAppenderRef("console")));
    Configurator.reconfigure(builder.build());
  }
}
