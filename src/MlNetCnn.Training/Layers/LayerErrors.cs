using System.Globalization;

namespace MlNetCnn.Training.Layers;

/// <summary>Creates the errors of networks whose layers do not fit together.</summary>
internal static class LayerErrors
{
    /// <summary>Creates the error for a layer with an input that it does not accept.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="expected">The accepted input.</param>
    /// <param name="received">The shape of the input.</param>
    /// <param name="fix">What to change.</param>
    public static MlNetCnnException Shape(LayerPlan layer, string expected, LayerShape received, string fix) => new(
        ErrorKind.Usage, ErrorCodes.LayerShape, $"the layer {Describe(layer)} does not accept the output of the layer before it",
        expected, received.ToString(), fix);

    /// <summary>Creates the error for branches that cannot be joined.</summary>
    /// <param name="layer">The layer that joins them.</param>
    /// <param name="expected">The required shapes.</param>
    /// <param name="received">The shapes of the branches.</param>
    /// <param name="fix">What to change.</param>
    public static MlNetCnnException Join(LayerPlan layer, string expected, string received, string fix) => new(
        ErrorKind.Usage, ErrorCodes.LayerShape, $"the branches joined by {Describe(layer)} do not fit together", expected, received, fix);

    /// <summary>Creates the error for a window that does not fit into the map.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="number">The number of the layer in the network, from 1.</param>
    /// <param name="map">The remaining map.</param>
    /// <param name="window">The size that the window covers.</param>
    /// <param name="image">The input image of the network.</param>
    public static MlNetCnnException NoPixels(LayerPlan layer, int number, LayerShape map, Size2D window, LayerShape image) => new(
        ErrorKind.Usage, ErrorCodes.LayerNoPixels,
        string.Create(CultureInfo.InvariantCulture, $"layer {number} of the network, {Describe(layer)}, has too few pixels left"),
        $"a map of at least {window} pixels for its window, including padding",
        $"{map} before it, from an image of {new Size2D(image.Height, image.Width)}",
        "use larger images, remove this layer or a pooling or stride before it, or use Padding.Same");

    /// <summary>Creates the error for invalid arguments of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="errors">Each invalid argument, as expected and received.</param>
    public static MlNetCnnException Arguments(LayerPlan layer, IReadOnlyList<(string Expected, string Received)> errors) => new(
        ErrorKind.Usage, ErrorCodes.LayerRange, $"{Describe(layer)} has invalid arguments",
        string.Join("; ", errors.Select(f => f.Expected)), string.Join("; ", errors.Select(f => f.Received)));

    /// <summary>Returns the name and kind of a layer for display.</summary>
    /// <param name="layer">The layer.</param>
    public static string Describe(LayerPlan layer) => $"'{layer.Name}' ({layer.Kind})";
}
