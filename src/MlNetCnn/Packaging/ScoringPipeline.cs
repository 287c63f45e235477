using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetCnn;

/// <summary>
/// Wires stock ML.NET transformers around a trained graph: LoadImages, ResizeImages, ExtractPixels, ApplyOnnxModel, the
/// stock head, MapKeyToValue. Nothing in the chain belongs to MlNetCnn.
/// </summary>
internal static class ScoringPipeline
{
    /// <summary>The column that holds a picture's path.</summary>
    public const string PathColumn = "ImagePath";

    /// <summary>The column that holds an <see cref="MLImage"/>, in packages that take pictures instead of paths.</summary>
    public const string ImageColumn = "Image";

    /// <summary>Builds the chain.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="graph">A graph with "image" in and "logits" out; it is not changed.</param>
    /// <param name="card">The model card.</param>
    /// <param name="fromImages">Whether the chain reads <see cref="ImageColumn"/> instead of <see cref="PathColumn"/>.</param>
    /// <param name="pathColumn">The column of paths, where the model reads those.</param>
    /// <param name="labelIsKey">Whether <c>PredictedLabel</c> stays a key, as ML.NET's own trainers give it, and is not turned into text.</param>
    /// <returns>The chain, and the schema of its input where ML.NET can store it: it has no stored form for pictures.</returns>
    public static (ITransformer Model, DataViewSchema? InputSchema) Build(MLContext ml, OnnxGraph graph, ModelCard card, bool fromImages, string pathColumn = PathColumn, bool labelIsKey = false)
    {
        var head = StockHead.Fit(ml, card.ClassNames);
        var packaged = graph.Clone();
        head.AppendTo(packaged);
        ModelCardMetadata.Write(packaged, card);

        var input = fromImages
            ? ml.Data.LoadFromEnumerable(Array.Empty<ImageRow>())
            : ml.Data.LoadFromEnumerable(Array.Empty<PathRow>(), PathSchema(pathColumn));
        var pixels = fromImages
            ? StockImages.FromImages(ml, GraphSurgery.Image, ImageColumn, card.InputWidth, card.InputHeight, card.Resize)
            : StockImages.FromPaths(ml, GraphSurgery.Image, pathColumn, card.InputWidth, card.InputHeight, card.Resize);
        using var onnx = new MemoryStream(packaged.ToBytes());
        var network = ml.Transforms.ApplyOnnxModel([StockHead.InputPort], [GraphSurgery.Image], onnx);
        var chain = pixels.Append(network).Fit(input);
        ITransformer[] labels = labelIsKey ? [] : [LabelNames(ml, head, card.ClassNames.Count)];
        return (new TransformerChain<ITransformer>([.. chain, head.Transformer, .. labels]), fromImages ? null : input.Schema);
    }

    private static SchemaDefinition PathSchema(string pathColumn)
    {
        var schema = SchemaDefinition.Create(typeof(PathRow));
        schema[nameof(PathRow.ImagePath)].ColumnName = pathColumn;
        return schema;
    }

    private static ITransformer LabelNames(MLContext ml, StockHead head, int classCount)
    {
        var schema = SchemaDefinition.Create(typeof(HeadRow));
        schema[nameof(HeadRow.HeadInput)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, classCount);
        var empty = ml.Data.LoadFromEnumerable(Array.Empty<HeadRow>(), schema);
        return ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(head.Transformer.Transform(empty));
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class ImageRow
    {
        // ML.NET wants a size here and never looks at it: pictures of any size are resized.
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }

    private sealed class HeadRow
    {
        public float[] HeadInput { get; set; } = [];
    }
}
