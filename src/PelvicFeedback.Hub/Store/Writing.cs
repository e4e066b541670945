using System.Data.Common;
using System.Globalization;

namespace PelvicFeedback.Hub.Store;

/// <summary>A transaction under way: what is done with it is written together, or not at all.</summary>
public sealed class Writing
{
    private readonly IDatabaseEngine _engine;

    internal Writing(IDatabaseEngine engine, DbConnection connection, DbTransaction? transaction) =>
        (_engine, Connection, Transaction) = (engine, connection, transaction);

    internal DbConnection Connection { get; }

    internal DbTransaction? Transaction { get; }

    internal IDatabaseEngine Engine => _engine;

    /// <summary>Does something; <c>$1</c>, <c>$2</c>, … stand for the values.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Do(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Asks for one number; 0 when there is none.</summary>
    public long Number(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar() is { } found and not DBNull ? Convert.ToInt64(found, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Asks for one text; null when there is none.</summary>
    public string? Text(string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar() as string;
    }

    /// <summary>Asks for rows.</summary>
    public List<T> Rows<T>(string sql, Func<DbDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>From now on until the transaction's end no other writer is where the same was asked for. After what else is changed, so that two never wait for each other.</summary>
    public void Alone(string what) => _engine.Alone(this, what);

    internal DbCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Transaction;
        for (var place = 0; place < values.Length; place++)
        {
            _engine.Add(command, place + 1, values[place]);
        }

        return command;
    }
}

/// <summary>Words for columns that may be empty.</summary>
internal static class Columns
{
    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? NumberOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static byte[] Bytes(this DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}
