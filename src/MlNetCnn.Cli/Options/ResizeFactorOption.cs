using System.CommandLine;
using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary><c>--resize-factor</c>.</summary>
/// <param name="auto">What <c>auto</c> does, starting with that word.</param>
internal sealed class ResizeFactorOption(string auto)
{
    private readonly Option<string> _option = new ToolOption<string>("--resize-factor")
    {
        Description = $"ML.NET resizes images to this multiple of the input size; {auto}.",
        HelpName = "auto|X",
        Range = "1 to 4",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_option);

    /// <summary>Returns the specified factor, or null for <c>auto</c>.</summary>
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
                ErrorKind.Usage, ErrorCodes.OptionOutOfRange, "the resize factor is not a number", expected: "auto, or a number from 1 to 4",
                received: $"'{text}'");
    }
}
