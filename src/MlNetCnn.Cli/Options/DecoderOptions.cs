using System.CommandLine;
using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>Options for truncated and transparent images.</summary>
internal sealed class DecoderOptions
{
    private readonly Option<bool> _allowTruncated = new("--allow-truncated")
    {
        Description = "Decode truncated files up to the break instead of skipping them.",
    };

    private readonly Option<string?> _background;

    /// <summary>Creates the options.</summary>
    /// <param name="defaultBackground">The default background, in words.</param>
    private DecoderOptions(string defaultBackground)
    {
        _background = new ToolOption<string?>("--background")
        {
            Description = "Color behind transparent areas, for example 808080 for gray.",
            HelpName = "RRGGBB",
            Default = defaultBackground,
        };
        _background.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !TryParseColor(result.Tokens[0].Value, out _))
            {
                result.AddError($"{_background.Name} takes six hexadecimal digits, for example 808080 for gray, not '{result.Tokens[0].Value}'.");
            }
        });
    }

    /// <summary>Returns the options of a command that trains.</summary>
    public static DecoderOptions ForTraining() => new("ffffff");

    /// <summary>Returns the options of a command that uses a model.</summary>
    public static DecoderOptions ForModel() => new("as in training");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_allowTruncated);
        command.Add(_background);
    }

    /// <summary>Returns whether a background was specified.</summary>
    public bool HasBackground(ParseResult parse) => parse.GetValue(_background) is not null;

    /// <summary>Returns how images are decoded for training.</summary>
    public ImageDecoderOptions Read(ParseResult parse) => Read(parse, ImageDecoderOptions.Default.Background);

    /// <summary>Returns how images are decoded for a model.</summary>
    public ImageDecoderOptions Read(ParseResult parse, ModelCard card) => Read(parse, card.Background);

    private ImageDecoderOptions Read(ParseResult parse, int background) => ImageDecoderOptions.Default with
    {
        AllowTruncated = parse.GetValue(_allowTruncated),
        Background = TryParseColor(parse.GetValue(_background), out var color) ? color : background,
    };

    private static bool TryParseColor(string? text, out int color)
    {
        color = 0;
        return text?.Length == 6 && int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out color);
    }
}
