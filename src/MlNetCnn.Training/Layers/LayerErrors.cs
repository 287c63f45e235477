using System.Globalization;

namespace MlNetCnn.Training.Layers;

/// <summary>The errors of a network that does not fit together.</summary>
internal static class LayerErrors
{
    /// <summary>A layer was given what it cannot take.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="expected">What it takes.</param>
    /// <param name="received">What it was given.</param>
    /// <param name="fix">What to change.</param>
    public static MlNetCnnException Shape(LayerPlan layer, string expected, LayerShape received, string fix) => new(
        ErrorKind.Usage, ErrorCodes.LayerShape, $"the layer {Describe(layer)} cannot take what the layer in front of it gives",
        expected, received.ToString(), fix);

    /// <summary>Two branches cannot be joined.</summary>
    /// <param name="layer">The layer that joins them.</param>
    /// <param name="expected">What both must be.</param>
    /// <param name="received">What they are.</param>
    /// <param name="fix">What to change.</param>
    public static MlNetCnnException Join(LayerPlan layer, string expected, string received, string fix) => new(
        ErrorKind.Usage, ErrorCodes.LayerShape, $"the branches that {Describe(layer)} joins do not fit together", expected, received, fix);

    /// <summary>A window does not fit into the map.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="number">The layer's place in the network, from 1.</param>
    /// <param name="map">The map that is left.</param>
    /// <param name="window">What the window covers.</param>
    /// <param name="image">The picture that the network takes.</param>
    public static MlNetCnnException NoPixels(LayerPlan layer, int number, LayerShape map, Size2D window, LayerShape image) => new(
        ErrorKind.Usage, ErrorCodes.LayerNoPixels,
        string.Create(CultureInfo.InvariantCulture, $"layer {number} of the network, {Describe(layer)}, has run out of pixels"),
        $"a map of at least {window} pixels for its window, border included",
        $"{map} in front of it, from a picture of {new Size2D(image.Height, image.Width)}",
        "take larger pictures, leave out this layer or a pooling or stride in front of it, or give it Padding.Same");

    /// <summary>Arguments of a layer that no layer can have.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="errors">Each as expected and received.</param>
    public static MlNetCnnException Arguments(LayerPlan layer, IReadOnlyList<(string Expected, string Received)> errors) => new(
        ErrorKind.Usage, ErrorCodes.LayerRange, $"{Describe(layer)} is given what no such layer can have",
        string.Join("; ", errors.Select(f => f.Expected)), string.Join("; ", errors.Select(f => f.Received)));

    /// <summary>A layer for a person: name and kind.</summary>
    /// <param name="layer">The layer.</param>
    public static string Describe(LayerPlan layer) => $"'{layer.Name}' ({layer.Kind})";
}
