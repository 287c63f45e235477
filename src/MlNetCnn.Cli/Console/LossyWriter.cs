using System.Text;

namespace MlNetCnn.Cli;

/// <summary>
/// Passes text on to a standard stream for as long as that takes it. A stream that is closed, full or whose reader has gone is given up: work
/// goes on without it, and what was to be said is lost.
/// </summary>
/// <param name="writer">The stream's writer.</param>
internal sealed class LossyWriter(TextWriter writer) : TextWriter
{
    private readonly Lock _lock = new();

    /// <summary>Why the stream was given up, or null.</summary>
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

    // Progress, sentences and signals come from several threads.
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
