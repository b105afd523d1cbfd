package dev.vedette.issue;

import dev.vedette.project.OrganizationId;
import dev.vedette.project.ProjectId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file of an event on its way to the store. Either {@code content} or {@code blobId} is set.
 *
 * @param ordinal place within its envelope; with {@code received} it tells a redelivery
 */
public record AttachmentToSave(
    OrganizationId organization,
    ProjectId project,
    long keyId,
    UUID event,
    Instant received,
    int ordinal,
    String type,
    String name,
    String contentType,
    long size,
    byte[] sha1,
    byte @Nullable [] content,
    @Nullable String blobId) {}
