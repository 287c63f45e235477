namespace MlNetCnn;

/// <summary>
/// What a model says of itself. It lies in the graph's <c>metadata_props</c> under keys that begin with
/// <c>mlnetcnn.</c>, so the <c>.zip</c> and the <c>.onnx</c> both carry it.
/// </summary>
public sealed record ModelCard
{
    /// <summary>The class names, in the order of the scores (ordinal order of the names).</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How the model was made: <c>features</c>, <c>finetune</c> or <c>scratch</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The name of the backbone, or null for a network from scratch.</summary>
    public string? Backbone { get; init; }

    /// <summary>The name of the network that was trained from scratch, or null for one made from a backbone.</summary>
    public string? Network { get; init; }

    /// <summary>The SHA-256 of the backbone's file, in hexadecimal, or null.</summary>
    public string? BackboneSha256 { get; init; }

    /// <summary>The name of the head that was fitted on the backbone's features, or null for the linear one.</summary>
    /// <value>Null.</value>
    public string? Head { get; init; }

    /// <summary>The license of the backbone's weights, or null where it is not known.</summary>
    public string? License { get; init; }

    /// <summary>The preprocessing inside the graph, in the text form of <see cref="MlNetCnn.Preprocessing"/>.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>How the preprocessing was found, in words, for example <c>auto: inception, 0.063 nats of log-loss ± 0.019 ahead of rescale
    /// (200 images)</c>; null where it was known or stated.</summary>
    /// <value>Null.</value>
    public string? PreprocessingChoice { get; init; }

    /// <summary>Width of the input, in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>Height of the input, in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>How a picture of another shape is made to fit.</summary>
    public required ResizeMode Resize { get; init; }

    /// <summary>
    /// How many times the input size ML.NET's ResizeImages draws an image before the graph reduces it, 1..4; so ML.NET 5.0.1 and 6.0.0 give
    /// the same answers. Null for models of version 0.1, which leave all of it to ResizeImages and answer as ML.NET 5.0.1 does.
    /// </summary>
    public required double? ResizeFactor { get; init; }

    /// <summary>The filter with which the graph reduces; without effect where there is no factor, or a factor of 1.</summary>
    /// <value><see cref="ReductionFilter.Triangle"/>.</value>
    public ReductionFilter ResizeFilter { get; init; }

    /// <summary>The colour behind transparent pixels that the model was trained with, as 0xRRGGBB.</summary>
    /// <value>White, 0xFFFFFF.</value>
    public int Background { get; init; } = ImageDecoderOptions.Default.Background;

    /// <summary>The seed of every random choice.</summary>
    public required int Seed { get; init; }

    /// <summary>The temperature by which the network divides its logits, above 0, or null where its scores were not calibrated.</summary>
    /// <value>Null.</value>
    public double? Temperature { get; init; }

    /// <summary>A fingerprint of the listing: SHA-256 over paths, labels and parts.</summary>
    public string? DataFingerprint { get; init; }

    /// <summary>Test metrics by name, for example <c>accuracy</c>; empty where nothing was measured.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// The changes of pictures that turn classes of this model into others or make them unrecognisable, as training found on its
    /// validation pictures, in the words of an augmentation spec: <c>flip</c> for mirroring left to right, <c>grayscale</c> for taking colours away.
    /// </summary>
    /// <value>Empty: training found none, or did not look; it looks where fine-tuning chooses the augmentation itself.</value>
    public IReadOnlyList<string> UnsafeAugmentations { get; init; } = [];

    /// <summary>The version of MlNetCnn that made the model.</summary>
    public string Version { get; init; } = CurrentVersion;

    /// <summary>The version of this library.</summary>
    internal static string CurrentVersion { get; } = typeof(ModelCard).Assembly.GetName().Version!.ToString(3);

    /// <summary>
    /// Whether ML.NET's ResizeImages draws images larger than the input and the graph reduces them, as a <see cref="ResizeFactor"/> above 1 makes it.
    /// </summary>
    public bool IsReducedInGraph => Input.IsReduced;

    /// <summary>What the network takes of each image.</summary>
    internal ImageInput Input => new(InputWidth, InputHeight, Resize, ResizeFactor) { Filter = ResizeFilter };

    /// <summary>
    /// Whether a picture may be mirrored left to right and keep its class, as far as training found out: false where <see cref="UnsafeAugmentations"/>
    /// name <c>flip</c>.
    /// </summary>
    public bool KeepsClassesMirrored => !UnsafeAugmentations.Contains(AugmentationRegistry.MirrorName);

    /// <summary>Reads the card of a saved classifier; the network is read as data and not run.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or no model of MlNetCnn.</exception>
    public static ModelCard Read(string path) => ModelFile.Read(path).Card;

    /// <summary>The card of a network before it is measured.</summary>
    /// <param name="method">How it was trained: <c>features</c>, <c>finetune</c> or <c>scratch</c>.</param>
    /// <param name="split">The images.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="preprocessing">The preprocessing inside the graph.</param>
    /// <param name="input">What the network takes of each image.</param>
    /// <param name="background">The color behind transparent areas, 0xRRGGBB.</param>
    internal static ModelCard Of(string method, DatasetSplits split, int seed, string preprocessing, ImageInput input, int background) => new()
    {
        ClassNames = split.Train.ClassNames,
        Method = method,
        Preprocessing = preprocessing,
        InputWidth = input.Width,
        InputHeight = input.Height,
        Resize = input.Resize,
        ResizeFactor = input.Factor,
        Background = background,
        Seed = seed,
        DataFingerprint = split.Fingerprint,
    };

    /// <summary>The card of a network that was made from a backbone, before it is measured.</summary>
    /// <inheritdoc cref="Of(string, DatasetSplits, int, string, ImageInput, int)"/>
    internal static ModelCard Of(string method, DatasetSplits split, int seed, Backbone backbone, IClassifierHead head, ImageInput input, int background) =>
        Of(method, split, seed, backbone.Preprocessing.ToString(), input, background) with
        {
            Backbone = backbone.Name,
            BackboneSha256 = backbone.Sha256,
            Head = head == ClassifierHeads.Linear ? null : head.Name,
            License = backbone.License,
            PreprocessingChoice = backbone.PreprocessingChoice,
        };
}
