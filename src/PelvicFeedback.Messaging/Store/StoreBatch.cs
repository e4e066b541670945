using System.Buffers;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Messaging.Store;

/// <summary>
/// Writes an event's payload once the transaction has given it its name. Called once, on the writer's thread, and again should the
/// transaction have to be repeated: it writes the same again.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="id">The event's name.</param>
/// <param name="alertId">What joins an alert's start with its end; null for every other event.</param>
public delegate void PayloadWriter(IBufferWriter<byte> output, EventId id, string? alertId);

/// <summary>A durable event that is to be recorded and published.</summary>
/// <param name="Topic">Its whole topic.</param>
/// <param name="Payload">Writes what is stored, hashed and published, byte for byte; at most 64 KiB.</param>
public sealed record EventDraft(string Topic, PayloadWriter Payload)
{
    /// <summary>The session it belongs to; null where none exists.</summary>
    public Pseudonym? Session { get; init; }

    /// <summary>For an alert's start: the pipeline's number of the alert, by which its end finds it.</summary>
    public int? OpensAlert { get; init; }

    /// <summary>
    /// For an alert's end: the number given at its start. The end of an alert that is not open is left out: a restart has ended it
    /// already.
    /// </summary>
    public int? ClosesAlert { get; init; }

    /// <summary>True for a piece of raw motion: it is in a stream of its own, whose holes mean nothing, and is the first to go on a full disk.</summary>
    public bool IsMotion { get; init; }
}

/// <summary>A value that is saved under a name, in one transaction with the events that it caused or that caused it.</summary>
/// <param name="Name">Such as <c>session</c>; a later value replaces an earlier one.</param>
/// <param name="Json">The value; null deletes it.</param>
public sealed record StateSnapshot(string Name, string? Json);

/// <summary>What is known of a session besides its events and its motion. What is null is left as it was.</summary>
/// <param name="Id">The session.</param>
public sealed record SessionRecord(Pseudonym Id)
{
    /// <summary>When it was first written down; only where it is read.</summary>
    public UtcInstant? Began { get; init; }

    /// <summary>The plan as it was used, JSON.</summary>
    public string? Plan { get; init; }

    /// <summary>The bands as they were used, JSON.</summary>
    public string? Bands { get; init; }

    /// <summary>The calibration, JSON.</summary>
    public string? Calibration { get; init; }

    /// <summary>The version of the arithmetic.</summary>
    public string? Algorithm { get; init; }

    /// <summary>The sensor axis nearest the patient's left, such as <c>+y</c>.</summary>
    public string? LeftAxis { get; init; }
}

/// <summary>What is committed together: all of it or nothing.</summary>
public sealed record StoreBatch
{
    /// <summary>Events, in their order.</summary>
    public IReadOnlyList<EventDraft> Events { get; init; } = [];

    /// <summary>Values saved with them.</summary>
    public IReadOnlyList<StateSnapshot> Snapshots { get; init; } = [];

    /// <summary>What has become known of a session; null for nothing.</summary>
    public SessionRecord? Session { get; init; }

    /// <summary>A session whose raw motion is to be sent from now on, over any number of restarts; null for none.</summary>
    public Pseudonym? OwesMotion { get; init; }

    /// <summary>How far the raw motion of a session has been handed over, with the pieces of it that are in this batch; null for nothing new.</summary>
    public MotionSent? MotionSent { get; init; }
}

/// <summary>A session whose raw motion is still to be sent.</summary>
/// <param name="Session">The session.</param>
/// <param name="After">Up to where it was handed over; 0 for nothing yet.</param>
public sealed record MotionOwed(Pseudonym Session, long After);

/// <summary>How far the raw motion of a session has been handed over.</summary>
/// <param name="Session">The session.</param>
/// <param name="Through">Its place in the record, as <see cref="MotionPiece.Through"/>; null when that was all.</param>
public sealed record MotionSent(Pseudonym Session, long? Through);

/// <summary>An event as it is in the record.</summary>
/// <param name="Ordinal">Its place among all events of this file, rising in the order of commits.</param>
/// <param name="Id">Its name.</param>
/// <param name="Topic">Where it is published.</param>
/// <param name="Payload">The bytes, as published and hashed.</param>
public sealed record StoredEvent(long Ordinal, EventId Id, string Topic, byte[] Payload);

/// <summary>An alert that has begun and not ended.</summary>
/// <param name="AlertId">What its end has to carry.</param>
/// <param name="Number">The pipeline's number of it.</param>
/// <param name="Start">Its start.</param>
public sealed record OpenAlert(string AlertId, int Number, StoredEvent Start);
