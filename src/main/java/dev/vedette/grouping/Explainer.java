package dev.vedette.grouping;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vedette.json.Json;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains events that have been grouped before; remembers the rules that they carry. */
final class Explainer {

  private final Cache<Stored, GroupingConfig> compiled =
      Caffeine.newBuilder().maximumSize(50).expireAfterAccess(Duration.ofMinutes(10)).build();

  /** A configuration as an event names it. */
  private record Stored(GroupingConfigId id, String rules) {}

  /** By the event's own rules, or by another configuration; empty for one that is not known. */
  Optional<Explanation> explain(Json.Obj event, @Nullable String config) {
    Json.Obj own = event.object("grouping_config");
    String id = config == null ? own.string("id") : config;
    Optional<GroupingConfigId> known =
        id == null ? Optional.of(GroupingConfigId.DEFAULT) : GroupingConfigId.of(id);
    return known.map(found -> explain(event, found, own.string("enhancements")));
  }

  private Explanation explain(Json.Obj event, GroupingConfigId id, @Nullable String rules) {
    GroupingConfig config =
        compiled.get(
            new Stored(id, rules == null ? "" : rules),
            key -> GroupingConfig.ofStored(key.id(), key.rules()));
    PreparedEvent prepared = StackPreparation.prepare(event, config.rules());
    return new Explanation(prepared.event(), Hashing.hash(config, prepared), id.id());
  }
}
