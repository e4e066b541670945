using System.Data.Common;

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

    /// <summary>Adds events, many at a time.</summary>
    void AddEvents(Writing writing, IReadOnlyList<EventRow> events);
}

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
