package dev.vedette.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vedette.config.Settings;
import dev.vedette.config.SettingsFiles;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The shipped files for containers: read strictly, and with settings that a server starts with. */
class DeploymentFilesTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "Secret", Secret.class,
          "ConfigMap", ConfigMap.class,
          "PersistentVolumeClaim", PersistentVolumeClaim.class,
          "Service", Service.class,
          "Deployment", Deployment.class);

  /** The models take any key without this: they keep what they do not know. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  @Test
  @SuppressWarnings("unchecked")
  void theComposeFileIsOneAndItsNodesStart() throws Exception {
    Map<String, Object> file = new Yaml().load(Files.readString(Path.of("conf/compose.yaml")));
    String schema = Files.readString(Path.of("src/test/resources/deployment/compose.schema.json"));
    Schema compose =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    String json = new ObjectMapper().writeValueAsString(file);
    assertThat(compose.validate(json, InputFormat.JSON)).isEmpty();
    Map<String, Object> services = (Map<String, Object>) file.get("services");
    List<NodeRole> roles = new ArrayList<>();
    for (Object service : services.values()) {
      Map<String, Object> one = (Map<String, Object>) service;
      if ("vedette".equals(one.get("image"))) {
        Map<String, String> environment =
            new HashMap<>((Map<String, String>) one.get("environment"));
        environment.replaceAll((name, value) ->
            value
                .replaceAll("\\$\\{VEDETTE_SERVER_SECRET_KEY:\\?}", SECRET)
                .replaceAll("\\$\\{[A-Z_]+:\\?}", "x"));
        roles.addAll(startable(environment));
      }
    }
    assertThat(roles).contains(NodeRole.values());
  }

  /** Loads settings from an environment as a node would, and checks them; gives its roles. */
  private static List<NodeRole> startable(Map<String, String> environment) throws Exception {
    Settings settings = SettingsFiles.load(Path.of("conf/vedette.yaml"), environment, Map.of());
    assertThat(StartChecks.of(settings)).filteredOn(StartChecks.Finding::isError).isEmpty();
    return List.copyOf(NodeRole.of(settings));
  }

  @Test
  void theManifestIsReadStrictlyAndItsNodesStart() throws Exception {
    Map<String, String> environment = new TreeMap<>();
    List<Deployment> deployments = new ArrayList<>();
    for (Object document : new Yaml().loadAll(Files.readString(Path.of("conf/kubernetes.yaml")))) {
      Class<? extends HasMetadata> kind = KINDS.get(((Map<?, ?>) document).get("kind"));
      HasMetadata object = STRICT.convertValue(document, kind);
      switch (object) {
        case ConfigMap map -> environment.putAll(map.getData());
        case Secret secret -> environment.putAll(secret.getStringData());
        case Deployment deployment -> deployments.add(deployment);
        default -> assertThat(object.getMetadata().getName()).startsWith("vedette");
      }
    }
    environment.put("VEDETTE_SERVER_SECRET_KEY", SECRET);
    List<NodeRole> roles = new ArrayList<>();
    for (Deployment deployment : deployments) {
      PodSpec pod = deployment.getSpec().getTemplate().getSpec();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      Container container = pod.getContainers().getFirst();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      Map<String, String> own = new TreeMap<>(environment);
      for (EnvVar variable : container.getEnv()) {
        if (variable.getName().startsWith("VEDETTE_")) {
          own.put(variable.getName(), variable.getValue().replace("$(POD_IP)", "10.0.0.1"));
        }
      }
      roles.addAll(startable(own));
    }
    assertThat(roles).contains(NodeRole.values());
  }

  @Test
  void aKeyThatKubernetesDoesNotKnowIsNoticed() {
    Map<String, Object> misspelt = Map.of("kind", "Service", "spec", Map.of("selektor", Map.of()));
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> STRICT.convertValue(misspelt, Service.class))
        .hasMessageContaining("selektor");
  }

  @Test
  void theImageRunsAsNobodyInParticularAndTellsItsHealth() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("Dockerfile"));
    assertThat(lines).filteredOn(line -> line.startsWith("FROM ")).hasSize(2);
    assertThat(lines).contains("USER 10001").anyMatch(line -> line.startsWith("HEALTHCHECK "));
    for (String line : lines) {
      if (line.startsWith("COPY ") && !line.contains("--from")) {
        String[] words = line.split(" ");
        for (int i = 1; i < words.length - 1; i++) {
          assertThat(Path.of(words[i])).exists();
        }
      }
    }
  }
}
