using System.Text;

namespace MlNetCnn.Cli;

/// <summary>
/// Writes to a standard stream until that fails. If the stream is closed or full, or its reader has exited, later text is discarded and the
/// program continues.
/// </summary>
/// <param name="writer">The stream's writer.</param>
internal sealed class LossyWriter(TextWriter writer) : TextWriter
{
    private readonly Lock _lock = new();

    /// <summary>The error after which text is discarded, or null.</summary>
    public Exception? Error { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => writer.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => writer.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => writer.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => writer.Write(value));

    /// <inheritdoc/>
    public override void WriteLine() => Try(writer.WriteLine);

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => writer.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(writer.Flush);

    // Progress, messages and signal handlers run on several threads.
    private void Try(Action write)
    {
        lock (_lock)
        {
            if (Error is not null)
            {
                return;
            }

            try
            {
                write();
            }
            catch (Exception exception) when (DiskErrors.Include(exception) || exception is ObjectDisposedException)
            {
                Error = exception;
            }
        }
    }
}
