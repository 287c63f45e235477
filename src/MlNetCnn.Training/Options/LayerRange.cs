using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>The layers of a pretrained network that are trained; the layers before them stay frozen.</summary>
public sealed record LayerRange : IParsable<LayerRange>
{
    private const string Expected = "auto, head, stages:N, layers:N, from:TENSOR or all";

    private LayerRange(LayerRangeKind kind, int count = 0, string? tensor = null) => (Kind, Count, Tensor) = (kind, count, tensor);

    /// <summary>
    /// Chosen automatically: with fewer than 20 images per class only the head, otherwise the last two stages; but also only the head if it
    /// classifies so many images correctly that the validation images cannot show an improvement.
    /// </summary>
    public static LayerRange Auto { get; } = new(LayerRangeKind.Auto);

    /// <summary>Only the new head.</summary>
    public static LayerRange Head { get; } = new(LayerRangeKind.Head);

    /// <summary>Every layer.</summary>
    public static LayerRange All { get; } = new(LayerRangeKind.All);

    /// <summary>The kind of the range.</summary>
    public LayerRangeKind Kind { get; }

    /// <summary>The number of stages or layers, counted from the head; 0 for other kinds.</summary>
    public int Count { get; }

    /// <summary>The tensor after which training begins, or null for other kinds.</summary>
    public string? Tensor { get; }

    /// <summary>Returns the head and the last stages. A stage begins where the network halves the size of its maps. The first stages, whose maps hold
    /// more numbers than the image itself, are trained together, because freezing the layers before them would save nothing.</summary>
    /// <param name="count">The number of stages, at least 1; if there are fewer, all of them.</param>
    public static LayerRange LastStages(int count) => new(LayerRangeKind.Stages, AtLeastOne(count));

    /// <summary>Returns the head and the last weight layers (convolutions and matrix products), each with the normalization after it.</summary>
    /// <param name="count">The number of layers, at least 1, without the head; if there are fewer, all of them.</param>
    public static LayerRange LastLayers(int count) => new(LayerRangeKind.Layers, AtLeastOne(count));

    /// <summary>Returns all layers after a tensor.</summary>
    /// <param name="tensor">The tensor's name in the ONNX file.</param>
    public static LayerRange From(string tensor)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tensor);
        return new LayerRange(LayerRangeKind.From, tensor: tensor);
    }

    /// <summary>Parses <c>auto</c>, <c>head</c>, <c>stages:N</c>, <c>layers:N</c>, <c>from:TENSOR</c> or <c>all</c>.</summary>
    /// <param name="text">The text, in the form that <see cref="ToString"/> returns.</param>
    /// <exception cref="MlNetCnnException"><c>UNFREEZE_SPEC</c>: the text is none of these.</exception>
    public static LayerRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':');
        var (word, value) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        var count = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0;
        return (word.ToLowerInvariant(), colon < 0) switch
        {
            ("auto", true) => Auto,
            ("head", true) => Head,
            ("all", true) => All,
            ("stages", false) when count > 0 => LastStages(count),
            ("layers", false) when count > 0 => LastLayers(count),
            ("from", false) when value.Trim().Length > 0 => From(value),
            _ => throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.UnfreezeSpec, "the layers to train are not specified correctly", Expected, text,
                "use for example stages:1, which trains the head and the last stage"),
        };
    }

    /// <summary>Tries to parse text as <see cref="Parse"/> does, for example from the settings of an application.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="result">The range, or null.</param>
    /// <returns>True if the text is valid.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LayerRange? result)
    {
        try
        {
            result = text is null ? null : Parse(text);
        }
        catch (MlNetCnnException)
        {
            result = null;
        }

        return result is not null;
    }

    static LayerRange IParsable<LayerRange>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<LayerRange>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out LayerRange result) =>
        TryParse(s, out result);

    /// <summary>Returns the range in the form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Kind switch
    {
        LayerRangeKind.Stages => string.Create(CultureInfo.InvariantCulture, $"stages:{Count}"),
        LayerRangeKind.Layers => string.Create(CultureInfo.InvariantCulture, $"layers:{Count}"),
        LayerRangeKind.From => $"from:{Tensor}",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    private static int AtLeastOne(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return count;
    }
}
