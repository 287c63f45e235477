using System.CommandLine;
using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>What is made of photos that are not whole or not opaque.</summary>
internal sealed class DecoderOptions
{
    private readonly Option<bool> _allowTruncated = new("--allow-truncated")
    {
        Description = "Use a photo whose file ends early as far as it goes, instead of leaving it out.",
    };

    private readonly Option<string?> _background;

    /// <summary>Creates the options.</summary>
    /// <param name="otherwise">What the background is where none is given.</param>
    private DecoderOptions(string otherwise)
    {
        _background = new Option<string?>("--background")
        {
            Description = $"The colour behind transparent areas, for example 808080 for grey. By default {otherwise}.",
            HelpName = "RRGGBB",
        };
        _background.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !TryParseColor(result.Tokens[0].Value, out _))
            {
                result.AddError($"{_background.Name} takes six hexadecimal digits, for example 808080 for grey, not '{result.Tokens[0].Value}'.");
            }
        });
    }

    /// <summary>The options of a command that trains.</summary>
    public static DecoderOptions ForTraining() => new("white; the model remembers it");

    /// <summary>The options of a command that uses a model.</summary>
    public static DecoderOptions ForModel() => new("the one that the model was trained with");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_allowTruncated);
        command.Add(_background);
    }

    /// <summary>Whether a background was given.</summary>
    public bool HasBackground(ParseResult parse) => parse.GetValue(_background) is not null;

    /// <summary>How photos are decoded for training.</summary>
    public ImageDecoderOptions Read(ParseResult parse) => Read(parse, ImageDecoderOptions.Default.Background);

    /// <summary>How photos are decoded for a model.</summary>
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
