using System.CommandLine;
using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary><c>--resize-factor</c>.</summary>
/// <param name="auto">What <c>auto</c> does, beginning with that word.</param>
internal sealed class ResizeFactorOption(string auto)
{
    private readonly Option<string> _option = new("--resize-factor")
    {
        Description = $"How many times the input size ML.NET draws a photo before the network's graph reduces it: 1 to 4, or {auto}.",
        HelpName = "auto|NUMBER",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_option);

    /// <summary>The factor that was given, or null for <c>auto</c>.</summary>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
    public double? Read(ParseResult parse)
    {
        var text = parse.GetRequiredValue(_option);
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OptionOutOfRange, "the resize factor is no number", expected: "auto, or a number from 1 to 4",
                received: $"'{text}'");
    }
}
