namespace MlNetCnn;

/// <summary>
/// Describes a model. The card is stored in the graph's <c>metadata_props</c> under keys that begin with
/// <c>mlnetcnn.</c>, so both the <c>.zip</c> and the <c>.onnx</c> have it.
/// </summary>
public sealed record ModelCard
{
    /// <summary>The class names, in the order of the scores (ordinal order of the names).</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The training method: <c>features</c>, <c>finetune</c> or <c>scratch</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The name of the backbone, or null for a network trained from scratch.</summary>
    public string? Backbone { get; init; }

    /// <summary>The name of the architecture of a network trained from scratch, or null for one with a backbone.</summary>
    public string? Network { get; init; }

    /// <summary>The SHA-256 of the backbone's file, in hexadecimal, or null.</summary>
    public string? BackboneSha256 { get; init; }

    /// <summary>The name of the head that was fitted on the features of the backbone, or null for the linear head.</summary>
    /// <value>Null.</value>
    public string? Head { get; init; }

    /// <summary>The license of the backbone's weights, or null if it is unknown.</summary>
    public string? License { get; init; }

    /// <summary>The preprocessing inside the graph, in the text form of <see cref="MlNetCnn.Preprocessing"/>.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>A description of how the preprocessing was selected, for example <c>auto: inception, 0.063 nats of log-loss ± 0.019 ahead of rescale
    /// (200 images)</c>; null if it was known or specified.</summary>
    /// <value>Null.</value>
    public string? PreprocessingChoice { get; init; }

    /// <summary>The input width, in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>The input height, in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>The method of fitting an image of another size to the input.</summary>
    public required ResizeMode Resize { get; init; }

    /// <summary>
    /// The factor, 1..4, between the size to which ML.NET's ResizeImages resizes an image and the input size, to which the graph reduces it. It makes
    /// ML.NET 5.0.1 and 6.0.0 give the same results. Null for models of version 0.1, which leave resizing to ResizeImages and match ML.NET 5.0.1.
    /// </summary>
    public required double? ResizeFactor { get; init; }

    /// <summary>The filter of the reduction in the graph; it has no effect without a factor, or with a factor of 1.</summary>
    /// <value><see cref="ReductionFilter.Triangle"/>.</value>
    public ReductionFilter ResizeFilter { get; init; }

    /// <summary>The background color of transparent pixels that the model was trained with, as 0xRRGGBB.</summary>
    /// <value>White, 0xFFFFFF.</value>
    public int Background { get; init; } = ImageDecoderOptions.Default.Background;

    /// <summary>The seed of every random choice.</summary>
    public required int Seed { get; init; }

    /// <summary>The temperature by which the network divides its logits, above 0, or null if its scores are not calibrated.</summary>
    /// <value>Null.</value>
    public double? Temperature { get; init; }

    /// <summary>The fingerprint of the dataset: SHA-256 over paths, labels and splits.</summary>
    public string? DataFingerprint { get; init; }

    /// <summary>Test metrics by name, for example <c>accuracy</c>; empty if nothing was measured.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// The augmentations that turn classes of this model into others or make them unrecognizable, as training determined on its
    /// validation images, in the syntax of an augmentation spec: <c>flip</c> for mirroring left to right, <c>grayscale</c> for removing color.
    /// </summary>
    /// <value>Empty: training found none, or did not check; it checks if fine-tuning selects the augmentation itself.</value>
    public IReadOnlyList<string> UnsafeAugmentations { get; init; } = [];

    /// <summary>The version of MlNetCnn that created the model.</summary>
    public string Version { get; init; } = CurrentVersion;

    /// <summary>The version of this library.</summary>
    internal static string CurrentVersion { get; } = typeof(ModelCard).Assembly.GetName().Version!.ToString(3);

    /// <summary>
    /// Whether ML.NET's ResizeImages resizes images to a size larger than the input and the graph reduces them: <see cref="ResizeFactor"/> is above 1.
    /// </summary>
    public bool IsReducedInGraph => Input.IsReduced;

    /// <summary>The image input of the network.</summary>
    internal ImageInput Input => new(InputWidth, InputHeight, Resize, ResizeFactor) { Filter = ResizeFilter };

    /// <summary>
    /// Whether an image may be mirrored left to right and keep its class, as far as training determined: false if <see cref="UnsafeAugmentations"/>
    /// contains <c>flip</c>.
    /// </summary>
    public bool KeepsClassesMirrored => !UnsafeAugmentations.Contains(AugmentationRegistry.MirrorName);

    /// <summary>Reads the card of a saved classifier; the network is read as data and never run.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or not an MlNetCnn model.</exception>
    public static ModelCard Read(string path) => ModelFile.Read(path).Card;

    /// <summary>Reads the card of a classifier in memory; the network is read as data and never run.</summary>
    /// <param name="model">The bytes of a <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <exception cref="MlNetCnnException">The bytes are damaged, or not those of an MlNetCnn model.</exception>
    public static ModelCard Read(ReadOnlyMemory<byte> model, string name) => ModelFile.Read(model, name).Card;

    /// <summary>Creates the card of a network that has not been evaluated.</summary>
    /// <param name="method">The training method: <c>features</c>, <c>finetune</c> or <c>scratch</c>.</param>
    /// <param name="split">The images.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="preprocessing">The preprocessing inside the graph.</param>
    /// <param name="input">The image input of the network.</param>
    /// <param name="background">The background color of transparent pixels, 0xRRGGBB.</param>
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

    /// <summary>Creates the card of a network with a backbone that has not been evaluated.</summary>
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
