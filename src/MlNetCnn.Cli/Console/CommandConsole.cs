using System.Text;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Where a command writes: results to <see cref="Output"/>, progress and faults to <see cref="Error"/>.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class CommandConsole(TextWriter output, TextWriter error)
{
    // Wide enough for any name.
    private const int UnboundedWidth = 4000;

    private readonly LossyWriter _output = new(output);

    /// <summary>Results; those that standard output does not take are lost, and <see cref="OutputError"/> says why.</summary>
    public TextWriter Output => _output;

    /// <summary>Progress and faults; those that standard error does not take are lost.</summary>
    public TextWriter Error { get; } = new LossyWriter(error);

    /// <summary>Why standard output takes no more, or null where it does.</summary>
    public Exception? OutputError => _output.Error;

    /// <summary>Whether a person sees <see cref="Error"/> on a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Writes a line of results.</summary>
    public void WriteLine(string line = "") => Output.WriteLine(line);

    /// <summary>Writes a table to the results: as it is, neither coloured nor folded, for a terminal and a file alike.</summary>
    public void Write(Table table)
    {
        using var text = new StringWriter();
        var ansi = CreateAnsiConsole(text, terminal: false);
        ansi.Profile.Width = UnboundedWidth;
        ansi.Write(table);
        foreach (var line in text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0))
        {
            Output.WriteLine(line);
        }
    }

    /// <summary>A Spectre console over <see cref="Error"/>.</summary>
    public IAnsiConsole CreateErrorConsole() => CreateAnsiConsole(Error, ErrorIsTerminal);

    private static IAnsiConsole CreateAnsiConsole(TextWriter writer, bool terminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = terminal ? new TerminalOutput(writer) : new AnsiConsoleOutput(writer),
        Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
    });
}

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
