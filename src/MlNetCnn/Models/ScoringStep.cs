using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Models;

/// <summary>
/// A trained graph as a step of an ML.NET pipeline: it is saved as a chain of plain ML.NET transformers, and before that scores all images of a
/// data view together.
/// </summary>
[SharedInternal]
internal sealed class ScoringStep
{
    private readonly string _pathColumn;
    private readonly TransformerChain<ITransformer> _network;
    private readonly TransformerChain<ITransformer> _head;
    private readonly ImageRows _rows;

    /// <summary>Creates the step.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="graph">A graph with the input "image" and the output "logits"; it is not changed.</param>
    /// <param name="card">The model card.</param>
    /// <param name="pathColumn">The column of paths.</param>
    /// <param name="key">The key of the labels, or null; see <see cref="ScoringPipeline.BuildStep"/>.</param>
    /// <param name="decoder">The decoder options.</param>
    /// <param name="threads">The number of images processed concurrently; 0 for one per core.</param>
    /// <param name="maxRejectedFraction">The maximum fraction of rejected images, 0..1.</param>
    public ScoringStep(
        MLContext ml, OnnxGraph graph, ModelCard card, string pathColumn, DataViewSchema.Column? key, ImageDecoderOptions decoder, int threads,
        double maxRejectedFraction)
    {
        (var packaged, _network, _head) = ScoringPipeline.BuildStep(ml, graph, card, pathColumn, key);
        _pathColumn = pathColumn;
        _rows = new ImageRows(card.Input, decoder, threads, maxRejectedFraction, ScoreAsync, CancellationToken.None);
        Whole = new([.. _network, .. _head]);

        async Task<FeatureTable> ScoreAsync(IReadOnlyList<string> paths)
        {
            using var extractor = new FeatureExtractor(ImageBatchRunner.Open(
                packaged, card.Backbone ?? card.Network ?? "the network", MlNetHead.InputPort, card.Input, decoder, threads));
            return await extractor.ExtractAsync(paths).ConfigureAwait(false);
        }
    }

    /// <summary>The steps, as they are saved.</summary>
    public TransformerChain<ITransformer> Whole { get; }

    /// <summary>The images rejected so far, in any data view.</summary>
    public IReadOnlyList<ImageError> Errors => _rows.Errors;

    /// <summary>The names of the classes in the order of a key.</summary>
    /// <param name="key">The key of the labels.</param>
    public static IReadOnlyList<string> ClassNames(DataViewSchema.Column key) => CellText.KeyNames(key);

    /// <summary>Returns the columns after such a step.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="inputSchema">The columns before it.</param>
    /// <param name="pathColumn">The column of paths.</param>
    /// <param name="labelColumn">The column of labels.</param>
    /// <param name="resize">The resize mode.</param>
    public static SchemaShape OutputSchema(MLContext ml, SchemaShape inputSchema, string pathColumn, string labelColumn, ResizeMode resize)
    {
        // The columns of a SchemaShape cannot be created outside ML.NET, so they come from ML.NET estimators that produce the same columns.
        var input = new ImageInput(1, 1, resize, ResizeFactor.Min);
        var isKey = inputSchema.Any(column => column.Name == labelColumn && column.IsKey);
        var label = isKey ? labelColumn : $"{labelColumn}.key";
        var pixels = MlNetImages.FromPaths(ml, pathColumn, input);
        var keyed = isKey ? pixels : pixels.Append<ITransformer>(ml.Transforms.Conversion.MapValueToKey(label, labelColumn));
        var scored = keyed.Append<ITransformer>(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label, GraphEditor.Image));
        string[] passing = [.. MlNetImages.AddedColumns(input), .. isKey ? Array.Empty<string>() : [label]];
        return (isKey ? scored : scored.Append<ITransformer>(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")))
            .Append<ITransformer>(ml.Transforms.DropColumns(passing)).GetOutputSchema(inputSchema);
    }

    /// <summary>Adds the score and the label; the images are scored when the first row is read.</summary>
    /// <param name="input">Rows with paths.</param>
    public IDataView Transform(IDataView input) =>
        _head.Transform(new ImageFeatureView(input, _network.GetOutputSchema(input.Schema), _pathColumn, MlNetHead.InputPort, _rows));
}
