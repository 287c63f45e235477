namespace MlNetCnn.Explanations;

/// <summary>
/// Represents an image network opened for inspection: a saved classifier, a newly trained one, or a backbone. It is safe for use by
/// several threads at once.
/// </summary>
public sealed class ImageNetwork
{
    /// <summary>The maximum input width and height of a network, in pixels; a file with a larger input is invalid.</summary>
    public const int MaxInputSize = ImageInputSpec.MaximumSize;

    private ImageNetwork(OnnxGraph graph, string name, ImageInput input, ModelCard? card)
    {
        Graph = graph;
        Name = name;
        Input = input;
        Card = card;
        Decoder = ImageDecoderOptions.Default with { Background = card?.Background ?? ImageDecoderOptions.Default.Background };
    }

    /// <summary>The name: that of the file or of the backbone.</summary>
    public string Name { get; }

    /// <summary>The model card; null for a backbone.</summary>
    public ModelCard? Card { get; }

    /// <summary>The width of the input images, in pixels.</summary>
    public int InputWidth => Input.Width;

    /// <summary>The height of the input images, in pixels.</summary>
    public int InputHeight => Input.Height;

    /// <summary>The graph with sorted nodes and the standard image input; shared, and not to be changed.</summary>
    internal OnnxGraph Graph { get; }

    /// <summary>The image input of the graph.</summary>
    internal ImageInput Input { get; }

    /// <summary>The number of weights and biases in the file that a backbone was extracted from; null for a classifier.</summary>
    internal long? FileParameterCount { get; init; }

    /// <summary>The options for decoding images.</summary>
    internal ImageDecoderOptions Decoder { get; init; }

    /// <summary>The output tensor: the logits of a classifier, the features of a backbone.</summary>
    internal string End => Card is null ? GraphEditor.Features : GraphEditor.Logits;

    /// <summary>Opens a saved classifier.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote; read as data, never loaded as code.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or not an MlNetCnn model.</exception>
    public static ImageNetwork Load(string path) => Open(path, CancellationToken.None);

    /// <summary>Opens a saved classifier on another thread; reading the file can be canceled.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote; read as data, never loaded as code.</param>
    /// <param name="cancellationToken">Cancels reading the file.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or not an MlNetCnn model.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Task<ImageNetwork> LoadAsync(string path, CancellationToken cancellationToken = default) =>
        Task.Run(() => Open(path, cancellationToken), cancellationToken);

    private static ImageNetwork Open(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (bytes, card) = ModelFile.Read(path, cancellationToken);
        var graph = OnnxGraph.Parse(bytes, path);
        CheckPorts(graph, card, path);
        graph.Sort();
        return Of(graph, Path.GetFileName(path), card);
    }

    /// <summary>Opens a backbone.</summary>
    /// <param name="backbone">The backbone; images of another aspect ratio are cropped to their center.</param>
    public static ImageNetwork Of(Backbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var graph = backbone.FeatureGraph.Clone();
        graph.Sort();
        return new ImageNetwork(graph, backbone.Name, backbone.Input(ResizeMode.Crop, ResizeFactor.Default), card: null)
        {
            FileParameterCount = backbone.ParameterCount,
        };
    }

    /// <summary>Opens a newly trained classifier.</summary>
    /// <param name="classifier">The classifier.</param>
    public static ImageNetwork Of(TrainedClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var graph = classifier.Graph.Clone();
        graph.Sort();
        return Of(graph, classifier.Card.Backbone ?? classifier.Card.Method, classifier.Card);
    }

    /// <summary>Returns the name and input size of the network.</summary>
    public override string ToString() => $"{Name} ({InputWidth}x{InputHeight})";

    /// <summary>Reads the pixels of an image as the network takes them.</summary>
    /// <param name="path">The file.</param>
    /// <returns>CHW, float32, RGB 0..255: 3 * <see cref="InputHeight"/> * <see cref="InputWidth"/> values.</returns>
    /// <exception cref="MlNetCnnException">The file cannot be used; the code gives the reason, for example <c>IMG_TRUNCATED</c>.</exception>
    public float[] ReadPixels(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var decoder = new ImageDecoder(Input, Decoder);
        var pixels = new float[decoder.PixelValueCount];
        return decoder.Decode(path, pixels) is { } error ? throw error.ToException() : pixels;
    }

    /// <summary>Returns the index of a class.</summary>
    /// <param name="className">Its name.</param>
    /// <exception cref="MlNetCnnException"><c>CLASS_UNKNOWN</c>.</exception>
    internal int ClassIndex(string className)
    {
        var names = Card?.ClassNames ?? [];
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == className)
            {
                return i;
            }
        }

        throw new MlNetCnnException(
            ErrorKind.Usage, ErrorCodes.ClassUnknown, $"'{Name}' has no class '{className}'",
            expected: $"the name of a class, for example {string.Join(", ", NearestNames.Find(className, names).Select(name => $"'{name}'"))}",
            received: $"'{className}'", fix: "use the name as it is in the training data");
    }

    private static ImageNetwork Of(OnnxGraph graph, string name, ModelCard card) =>
        new(graph, name, card.Input, card);

    private static void CheckPorts(OnnxGraph graph, ModelCard card, string path)
    {
        var input = graph.Inputs is [var only] && only.Name == GraphEditor.Image ? only.Shape() : null;
        if (input is not [_, 3, var height, var width] || height != card.InputHeight || width != card.InputWidth)
        {
            throw ModelCardMetadata.Corrupt(
                path, $"the graph takes {string.Join(", ", graph.Inputs.Select(port => $"'{port.Name}' {port.Describe()}"))}, not"
                    + $" '{GraphEditor.Image}' [N, 3, {card.InputHeight}, {card.InputWidth}]");
        }

        foreach (var name in new[] { GraphEditor.Logits, GraphEditor.Score })
        {
            var output = graph.Proto.Output.FirstOrDefault(port => port.Name == name);
            if (output?.Shape() is not [_, var classes] || classes != card.ClassNames.Count)
            {
                throw ModelCardMetadata.Corrupt(
                    path, $"{card.ClassNames.Count} class names for {(output is null ? $"no output '{name}'" : $"'{name}' {output.Describe()}")}");
            }
        }
    }
}
