using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Features;

/// <summary>Computes features from a path with ML.NET's own transformers alone: a saved pipeline contains them, and they score single rows.</summary>
internal static class MlNetFeatures
{
    /// <summary>Returns the chain as an estimator; its intermediate columns are dropped at its end.</summary>
    public static EstimatorChain<ITransformer> Estimator(MLContext ml, string outputColumn, string inputColumn, Backbone backbone, ImageInput input)
    {
        var graph = backbone.FeatureGraph.Clone();
        PixelReduction.Attach(graph, input);
        using var onnx = new MemoryStream(graph.ToBytes());
        return MlNetImages.FromPaths(ml, inputColumn, input)
            .Append<ITransformer>(ml.Transforms.ApplyOnnxModel([GraphEditor.Features], [MlNetImages.OutputColumn(input)], onnx))
            .Append<ITransformer>(ml.Transforms.Concatenate(outputColumn, GraphEditor.Features))
            .Append<ITransformer>(ml.Transforms.DropColumns([.. MlNetImages.AddedColumns(input), GraphEditor.Features]));
    }

    /// <summary>Returns the chain as a transformer.</summary>
    public static TransformerChain<ITransformer> Fit(MLContext ml, string outputColumn, string inputColumn, Backbone backbone, ImageInput input)
    {
        var schema = SchemaDefinition.Create(typeof(PathRow));
        schema[nameof(PathRow.Path)].ColumnName = inputColumn;
        return Estimator(ml, outputColumn, inputColumn, backbone, input).Fit(ml.Data.LoadFromEnumerable(Array.Empty<PathRow>(), schema));
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }
}
