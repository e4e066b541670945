using System.Data.Common;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Seam;

namespace PelvicFeedback.Hub.Store;

/// <summary>What differs between the databases that the hub can keep its record in. Everything else is one SQL for all of them.</summary>
public interface IDatabaseEngine : IDisposable
{
    /// <summary>For a person: which, and where.</summary>
    string Name { get; }

    /// <summary>A connection for reading, opened; to be disposed of.</summary>
    DbConnection OpenToRead();

    /// <summary>The one connection for writing, opened; a second hub's attempt fails.</summary>
    /// <exception cref="HubStoreException">It cannot be opened, or another hub has it.</exception>
    DbConnection OpenToWrite();

    /// <summary>A transaction on it that reads what is newest and keeps other writers out.</summary>
    DbTransaction Begin(DbConnection writing);

    /// <summary>From now on until the transaction's end nobody else is where the same was asked for. For what can only go on from what the last one left.</summary>
    void Alone(Writing writing, string what);

    /// <summary>A step of the schema in this database's words.</summary>
    string Dialect(string sql);

    /// <summary>A parameter by its place, from 1: <c>$1</c>, <c>$2</c>, …</summary>
    void Add(DbCommand command, int place, object? value);

    /// <summary>Adds events, and writes down the states that they led to.</summary>
    void Save(Writing writing, IReadOnlyList<EventRow> events, IReadOnlyList<StateRow> states);

    /// <summary>The numbers and states of patients, by their topics' prefix; of those who are in the record.</summary>
    IReadOnlyDictionary<string, (long Number, PatientState State)> LoadStates(Writing writing, IReadOnlyList<PatientTopics> patients) => writing.LoadEach(patients);

    /// <summary>The hashes of what is stored under these names; of what is.</summary>
    IReadOnlyDictionary<EventName, string> HashesOf(Writing writing, IReadOnlyList<EventName> names) => writing.HashEach(names);

    /// <summary>Between which times the events of a patient, or of one session, came: where a database finds them sooner that way. Otherwise at any time.</summary>
    Span Came(long patient, string? session = null) => Span.Always;

    /// <summary>
    /// A question for how long sessions went on, ms as <c>span</c>, a row for each of which something came in those days: from its first event in them to its
    /// last, as the home says, raw motion left out. <c>$1</c>: the beginning of the first day, UTC; <c>$2</c>: of which site, empty for all.
    /// </summary>
    string SessionSpans =>
        // The plus keeps SQLite from going through all that ever came, in the order of sessions: what came in those days lies together.
        """
        SELECT MAX(at) - MIN(at) AS span FROM event
        WHERE received >= $1 AND session IS NOT NULL AND kind <> 'motion' AND +patient IN (SELECT number FROM patient WHERE $2 = '' OR site = $2)
        GROUP BY +patient, session
        """;

    /// <summary>Deletes events that came before a time, raw motion before another, and what is known of streams without events. The first thing in a transaction.</summary>
    /// <returns>How many events.</returns>
    int DeleteEvents(Writing writing, Ages before) => writing.DeleteEach(before);

    /// <summary>Tables of this database alone, with rows of a <c>patient</c>, which go when that one is erased.</summary>
    IReadOnlyList<string> OwnTables => [];
}

/// <summary>A span of time, both ends within; milliseconds since 1970.</summary>
public readonly record struct Span(long From, long Until)
{
    /// <summary>Any time.</summary>
    public static Span Always => new(long.MinValue, long.MaxValue);
}

/// <summary>Before when something must have come to be deleted; milliseconds since 1970.</summary>
/// <param name="Events">Events.</param>
/// <param name="Motion">Raw motion.</param>
/// <param name="Streams">The newest of a stream that has no events.</param>
public readonly record struct Ages(long Events, long Motion, long Streams);

/// <summary>An event's name in the whole record.</summary>
/// <param name="Patient">The patient's number.</param>
/// <param name="Id">The event's name at home.</param>
public readonly record struct EventName(long Patient, EventId Id);

/// <summary>A patient's state that has changed.</summary>
/// <param name="Number">The patient's number.</param>
/// <param name="State">The new state.</param>
/// <param name="Moved">The streams that are not as they were.</param>
/// <param name="HasNewFacts">Whether the facts are not as they were.</param>
public readonly record struct StateRow(long Number, PatientState State, IReadOnlyCollection<Pseudonym> Moved, bool HasNewFacts);

/// <summary>An event as it lies in the table <c>event</c>.</summary>
/// <param name="Patient">The patient's number.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Sequence">Its place in it.</param>
/// <param name="Kind">What it is, in kebab case.</param>
/// <param name="Session">The session; null for none.</param>
/// <param name="At">Milliseconds since 1970, as the home says.</param>
/// <param name="Received">Milliseconds since 1970, by the hub's clock.</param>
/// <param name="Doubtful">1 where the home's clock cannot be right, else 0.</param>
/// <param name="Sha256">Hash of the payload.</param>
/// <param name="Payload">As it came.</param>
public readonly record struct EventRow(
    long Patient, string Stream, long Sequence, string Kind, string? Session, long At, long Received, long Doubtful, byte[] Sha256, byte[] Payload);

/// <summary>The hub's record cannot be opened, read or written. One line for a person.</summary>
/// <param name="says">What is wrong and what to do.</param>
/// <param name="cause">What the database reported, if anything.</param>
public sealed class HubStoreException(string says, Exception? cause = null) : Exception(says, cause);
