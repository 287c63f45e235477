using System.Text;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>The streams of a command: results go to <see cref="Output"/>, progress and errors to <see cref="Error"/>.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class CommandConsole(TextWriter output, TextWriter error)
{
    // Wide enough for all names.
    private const int UnboundedWidth = 4000;

    private readonly LossyWriter _output = new(output);

    /// <summary>Results; those that standard output rejects are lost, and <see cref="OutputError"/> has the reason.</summary>
    public TextWriter Output => _output;

    /// <summary>Progress and errors; those that standard error rejects are lost.</summary>
    public TextWriter Error { get; } = new LossyWriter(error);

    /// <summary>Why standard output rejects results, or null.</summary>
    public Exception? OutputError => _output.Error;

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Writes a line of results.</summary>
    public void WriteLine(string line = "") => Output.WriteLine(line);

    /// <summary>Writes a table to the results, without colors and line wrapping, for terminals and files.</summary>
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

    /// <summary>Creates a Spectre console for <see cref="Error"/>.</summary>
    public IAnsiConsole CreateErrorConsole() => CreateAnsiConsole(Error, ErrorIsTerminal);

    private static IAnsiConsole CreateAnsiConsole(TextWriter writer, bool terminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = terminal ? new TerminalOutput(writer) : new AnsiConsoleOutput(writer),
        Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
    });
}

/// <summary>The terminal of standard error, for a writer that Spectre does not recognize as one.</summary>
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
