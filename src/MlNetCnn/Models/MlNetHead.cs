using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlNetCnn.Models;

/// <summary>
/// A plain ML.NET classifier that turns logits into a named Score. ML.NET has no softmax transformer, and a Score directly
/// from ONNX has no class names; so a maximum entropy model is fitted on one one-hot row per class, and the graph
/// gets an output on which that model yields exactly softmax(logits).
/// </summary>
internal sealed class MlNetHead
{
    /// <summary>The name of the graph output and ML.NET column that the classifier reads.</summary>
    public const string InputPort = "HeadInput";

    private MlNetHead(ITransformer transformer, double[,] inverse, double[] bias)
    {
        Transformer = transformer;
        Inverse = inverse;
        Bias = bias;
    }

    /// <summary>The transformer from HeadInput to Score and PredictedLabel (a key).</summary>
    public ITransformer Transformer { get; }

    /// <summary>(W + 1/K)^-1, where W is the weight matrix of the classifier.</summary>
    private double[,] Inverse { get; }

    private double[] Bias { get; }

    /// <summary>Fits the classifier for the specified classes.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="classNames">At least two names, in the order of the logits.</param>
    /// <param name="labels">The type of the labels if they are not text; the names are then their text form.</param>
    public static MlNetHead Fit(MLContext ml, IReadOnlyList<string> classNames, DataKind? labels = null)
    {
        var count = classNames.Count;
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.HeadInput)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, count);
        var rows = classNames.Select((name, index) => new Row { Label = name, HeadInput = OneHot(index, count) });
        var data = ml.Data.LoadFromEnumerable(rows, schema);
        data = labels is { } kind ? ml.Transforms.Conversion.ConvertType("Label", outputKind: kind).Fit(data).Transform(data) : data;
        var labeled = ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var model = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            FeatureColumnName = InputPort,
            L1Regularization = 0,
            L2Regularization = 1f / count,
            NumberOfThreads = 1,
        }).Fit(labeled);

        var weights = new VBuffer<float>[count];
        model.Model.GetWeights(ref weights, out _);
        var matrix = new double[count, count];
        for (var row = 0; row < count; row++)
        {
            var values = weights[row].DenseValues().ToArray();
            for (var column = 0; column < count; column++)
            {
                // The rows of W sum to zero, so W alone is singular; the added constant shifts all logits equally.
                matrix[row, column] = values[column] + (1.0 / count);
            }
        }

        return new MlNetHead(model, MatrixInverse.Of(matrix), model.Model.GetBiases().Select(bias => (double)bias).ToArray());
    }

    /// <summary>Adds the output <see cref="InputPort"/> = inverse * (logits - bias) to a graph that has "logits".</summary>
    public void AppendTo(OnnxGraph graph)
    {
        var count = Bias.Length;
        var weights = new float[count * count];
        var offsets = new float[count];
        for (var row = 0; row < count; row++)
        {
            var offset = 0.0;
            for (var column = 0; column < count; column++)
            {
                weights[(row * count) + column] = (float)Inverse[row, column];
                offset -= Inverse[row, column] * Bias[column];
            }

            offsets[row] = (float)offset;
        }

        GraphEditor.AppendGemm(graph, GraphEditor.Logits, InputPort, weights, offsets);
        graph.AddOutput(InputPort, Onnx.Format.TensorProto.Types.DataType.Float, GraphEditor.BatchSymbol, count);
    }

    private static float[] OneHot(int index, int count)
    {
        var values = new float[count];
        values[index] = 1;
        return values;
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float[] HeadInput { get; set; } = [];
    }
}
