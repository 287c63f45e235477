using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetCnn.Models;

/// <summary>
/// Builds plain ML.NET transformers around a trained graph: LoadImages, ResizeImages, ExtractPixels, ApplyOnnxModel, the
/// ML.NET head, MapKeyToValue. Nothing in the chain belongs to MlNetCnn.
/// </summary>
internal static class ScoringPipeline
{
    /// <summary>The column with the path of an image.</summary>
    public const string PathColumn = "ImagePath";

    /// <summary>The column with an <see cref="MLImage"/>, in packages that take images instead of paths.</summary>
    public const string ImageColumn = "Image";

    /// <summary>Builds the chain.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="graph">A graph with the input "image" and the output "logits"; it is not changed.</param>
    /// <param name="card">The model card.</param>
    /// <param name="fromImages">Whether the chain reads <see cref="ImageColumn"/> instead of <see cref="PathColumn"/>.</param>
    /// <returns>The chain, and its input schema if it takes paths; for images, <see cref="ImageLoader"/> replaces the schema.</returns>
    public static (ITransformer Model, DataViewSchema? InputSchema) Build(MLContext ml, OnnxGraph graph, ModelCard card, bool fromImages)
    {
        var (head, packaged) = WithHead(ml, graph, card);
        var input = fromImages
            ? ml.Data.LoadFromEnumerable(Array.Empty<ImageRow>())
            : ml.Data.LoadFromEnumerable(Array.Empty<PathRow>());
        var network = Network(ml, packaged, card, fromImages ? null : PathColumn).Fit(input);
        return (
            new TransformerChain<ITransformer>([.. network, head.Transformer, LabelNames(ml, head, card.ClassNames.Count)]),
            fromImages ? null : input.Schema);
    }

    /// <summary>
    /// Creates a loader whose only column is <see cref="ImageColumn"/>. ML.NET cannot store a schema of images, but it can store a loader that reads a
    /// table of paths and loads their images, and it returns the columns of the loader as the input schema of the model.
    /// </summary>
    /// <param name="ml">The context.</param>
    public static IDataLoader<IMultiStreamSource> ImageLoader(MLContext ml)
    {
        var steps = ml.Transforms.LoadImages(ImageColumn, null, PathColumn)
            .Append<ITransformer>(ml.Transforms.SelectColumns(ImageColumn))
            .Fit(ml.Data.LoadFromEnumerable(Array.Empty<PathRow>()));
        var paths = ml.Data.CreateTextLoader([new TextLoader.Column(PathColumn, DataKind.String, 0)]);
        return new CompositeDataLoader<IMultiStreamSource, ITransformer>(paths, steps);
    }

    /// <summary>Builds the chain as a step of a longer pipeline: it adds only the score and label columns.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="graph">A graph with the input "image" and the output "logits"; it is not changed.</param>
    /// <param name="card">The model card.</param>
    /// <param name="pathColumn">The column of paths.</param>
    /// <param name="key">The key of the labels: <c>PredictedLabel</c> stays a key of the same values, as ML.NET's own trainers give it; null to turn
    /// it into text.</param>
    /// <returns>The graph that the network runs, less its reduction of pixels; the chain from the path to <see cref="MlNetHead.InputPort"/>, the only
    /// column that it adds; and the chain from there to the score and the label.</returns>
    public static (OnnxGraph Graph, TransformerChain<ITransformer> Network, TransformerChain<ITransformer> Head) BuildStep(
        MLContext ml, OnnxGraph graph, ModelCard card, string pathColumn, DataViewSchema.Column? key)
    {
        var values = key is { } column ? CellText.KeyValueType(column) : null;
        var (head, packaged) = WithHead(ml, graph, card, values is null or TextDataViewType ? null : Enum.Parse<DataKind>(values.RawType.Name));
        var input = ml.Data.LoadFromEnumerable(Array.Empty<PathRow>(), PathSchema(pathColumn));
        var network = Network(ml, packaged, card, pathColumn)
            .Append<ITransformer>(ml.Transforms.DropColumns(MlNetImages.AddedColumns(card.Input)))
            .Fit(input);
        var dropped = ml.Transforms.DropColumns(MlNetHead.InputPort).Fit(network.Transform(input));
        ITransformer[] names = key is not null ? [] : [LabelNames(ml, head, card.ClassNames.Count)];
        return (packaged, network, new TransformerChain<ITransformer>([head.Transformer, .. names, dropped]));
    }

    private static (MlNetHead Head, OnnxGraph Graph) WithHead(MLContext ml, OnnxGraph graph, ModelCard card, DataKind? labels = null)
    {
        var head = MlNetHead.Fit(ml, card.ClassNames, labels);
        var packaged = graph.Clone();
        head.AppendTo(packaged);
        ModelCardMetadata.Write(packaged, card);
        return (head, packaged);
    }

    private static EstimatorChain<ITransformer> Network(MLContext ml, OnnxGraph graph, ModelCard card, string? pathColumn)
    {
        var packaged = card.Input.IsReduced ? graph.Clone() : graph;
        PixelReduction.Attach(packaged, card.Input);
        using var onnx = new MemoryStream(packaged.ToBytes());
        var pixels = pathColumn is null
            ? MlNetImages.FromImages(ml, ImageColumn, card.Input)
            : MlNetImages.FromPaths(ml, pathColumn, card.Input);
        return pixels.Append<ITransformer>(ml.Transforms.ApplyOnnxModel([MlNetHead.InputPort], [MlNetImages.OutputColumn(card.Input)], onnx));
    }

    private static SchemaDefinition PathSchema(string pathColumn)
    {
        var schema = SchemaDefinition.Create(typeof(PathRow));
        schema[nameof(PathRow.ImagePath)].ColumnName = pathColumn;
        return schema;
    }

    private static ITransformer LabelNames(MLContext ml, MlNetHead head, int classCount)
    {
        var schema = SchemaDefinition.Create(typeof(HeadRow));
        schema[nameof(HeadRow.HeadInput)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, classCount);
        var empty = ml.Data.LoadFromEnumerable(Array.Empty<HeadRow>(), schema);
        return ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(head.Transformer.Transform(empty));
    }

    /// <summary>A row of a package that takes paths.</summary>
    internal sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    /// <summary>A row of a package that takes images.</summary>
    internal sealed class ImageRow
    {
        // ML.NET requires a size here but does not use it: images of any size are resized.
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }

    private sealed class HeadRow
    {
        public float[] HeadInput { get; set; } = [];
    }
}
