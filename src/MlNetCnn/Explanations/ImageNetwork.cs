namespace MlNetCnn.Explanations;

/// <summary>
/// A network that takes pictures, opened to be looked into: a saved classifier, one that was just trained, or a backbone. Safe for use by
/// several threads at once.
/// </summary>
public sealed class ImageNetwork
{
    /// <summary>The largest width and height of pictures that a network may take, in pixels; files that ask for more are broken.</summary>
    public const int MaxInputSize = ImageInputSpec.MaximumSize;

    private ImageNetwork(OnnxGraph graph, string name, ImageInput input, ModelCard? card)
    {
        Graph = graph;
        Name = name;
        Input = input;
        Card = card;
        Decoder = ImageDecoderOptions.Default with { Background = card?.Background ?? ImageDecoderOptions.Default.Background };
    }

    /// <summary>What it is called: the file's name, or the backbone's.</summary>
    public string Name { get; }

    /// <summary>What the model says of itself; null for a backbone.</summary>
    public ModelCard? Card { get; }

    /// <summary>Width of the pictures, in pixels.</summary>
    public int InputWidth => Input.Width;

    /// <summary>Height of the pictures, in pixels.</summary>
    public int InputHeight => Input.Height;

    /// <summary>The graph, nodes sorted, with our image port; shared, not to be changed.</summary>
    internal OnnxGraph Graph { get; }

    /// <summary>What the graph wants to see of each picture.</summary>
    internal ImageInput Input { get; }

    /// <summary>Weights and biases of the file that a backbone was cut out of; null for a classifier, which is whole.</summary>
    internal long? FileParameterCount { get; init; }

    /// <summary>How pictures are read.</summary>
    internal ImageDecoderOptions Decoder { get; init; }

    /// <summary>Where the network ends: the logits of a classifier, the features of a backbone.</summary>
    internal string End => Card is null ? GraphEditor.Features : GraphEditor.Logits;

    /// <summary>Opens a saved classifier.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote; read as data, never loaded as code.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or no model of MlNetCnn.</exception>
    public static ImageNetwork Load(string path) => Open(path, CancellationToken.None);

    /// <summary>Opens a saved classifier on another thread, and can be stopped while its file is read.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote; read as data, never loaded as code.</param>
    /// <param name="cancellationToken">Stops the reading of the file.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or no model of MlNetCnn.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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
    /// <param name="backbone">The backbone; pictures of another shape have their middle cropped.</param>
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

    /// <summary>Opens a classifier that was just trained.</summary>
    /// <param name="classifier">The classifier.</param>
    public static ImageNetwork Of(TrainedClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var graph = classifier.Graph.Clone();
        graph.Sort();
        return Of(graph, classifier.Card.Backbone ?? classifier.Card.Method, classifier.Card);
    }

    /// <summary>The network's name and input size.</summary>
    public override string ToString() => $"{Name} ({InputWidth}x{InputHeight})";

    /// <summary>The pixels of a picture as the network takes them.</summary>
    /// <param name="path">The file.</param>
    /// <returns>CHW, float32, RGB 0..255: 3 * <see cref="InputHeight"/> * <see cref="InputWidth"/> values.</returns>
    /// <exception cref="MlNetCnnException">The file cannot be used; under the code that says why, for example <c>IMG_TRUNCATED</c>.</exception>
    public float[] ReadPixels(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var decoder = new ImageDecoder(Input, Decoder);
        var pixels = new float[decoder.PixelValueCount];
        return decoder.Decode(path, pixels) is { } error ? throw error.ToException() : pixels;
    }

    /// <summary>The index of a class.</summary>
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
            ErrorKind.Usage, ErrorCodes.ClassUnknown, $"'{Name}' knows no class '{className}'",
            expected: $"the name of a class, for example {string.Join(", ", NearestNames.Find(className, names).Select(name => $"'{name}'"))}",
            received: $"'{className}'", fix: "write the name as it was in the training data");
    }

    private static ImageNetwork Of(OnnxGraph graph, string name, ModelCard card) =>
        new(graph, name, card.Input, card);

    private static void CheckPorts(OnnxGraph graph, ModelCard card, string path)
    {
        var input = graph.Inputs is [var only] && only.Name == GraphEditor.Image ? only.Shape() : null;
        if (input is not [_, 3, var height, var width] || height != card.InputHeight || width != card.InputWidth)
        {
            throw ModelCardMetadata.Corrupt(
                path, $"the graph takes {string.Join(", ", graph.Inputs.Select(port => $"'{port.Name}' {port.Describe()}"))} and not"
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
