using Microsoft.Data.Sqlite;

namespace PelvicFeedback.Messaging.Store;

/// <summary>One SQL statement, compiled once, with its parameters by place: <c>$1</c>, <c>$2</c>, …</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection file, string sql)
    {
        _command = file.CreateCommand();
        _command.CommandText = sql;
        for (var at = 1; sql.Contains($"${at}", StringComparison.Ordinal); at++)
        {
            _command.Parameters.Add(new() { ParameterName = $"${at}", Value = DBNull.Value });
        }
    }

    /// <returns>How many rows it changed.</returns>
    public int Run(params ReadOnlySpan<object?> values) => With(values).ExecuteNonQuery();

    /// <returns>The one number it gives; 0 when it gives none.</returns>
    public long Number(params ReadOnlySpan<object?> values) => With(values).ExecuteScalar() as long? ?? 0;

    /// <returns>The one text it gives; null when it gives none.</returns>
    public string? Text(params ReadOnlySpan<object?> values) => With(values).ExecuteScalar() as string;

    /// <returns>Every row.</returns>
    public List<T> Rows<T>(Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = With(values).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public void Dispose() => _command.Dispose();

    private SqliteCommand With(ReadOnlySpan<object?> values)
    {
        for (var at = 0; at < values.Length; at++)
        {
            _command.Parameters[at].Value = values[at] ?? DBNull.Value;
        }

        return _command;
    }
}
