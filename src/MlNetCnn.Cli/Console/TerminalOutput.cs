using System.Text;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>The terminal behind standard error, written to through another writer, of which Spectre would not know that it is one.</summary>
/// <param name="writer">The writer.</param>
internal sealed class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
{
    private readonly AnsiConsoleOutput _error = new(Console.Error);

    /// <inheritdoc/>
    public TextWriter Writer => writer;

    /// <inheritdoc/>
    public bool IsTerminal => true;

    /// <inheritdoc/>
    public int Width => _error.Width;

    /// <inheritdoc/>
    public int Height => _error.Height;

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding) => _error.SetEncoding(encoding);
}
