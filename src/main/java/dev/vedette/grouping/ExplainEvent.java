package dev.vedette.grouping;

import dev.vedette.bus.Request;
import dev.vedette.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks why a stored event has its hashes; answered empty for a configuration that is not known.
 *
 * @param config id of another configuration than the event's own, or null
 */
public record ExplainEvent(Json.Obj event, @Nullable String config)
    implements Request<Optional<Explained>> {}
