using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Heads;

/// <summary>
/// Fits a maximum entropy classifier (multinomial logistic regression) with an L2 penalty on its weights by L-BFGS (Liu and Nocedal 1989).
/// Most of the time is spent in matrix products, which ONNX Runtime computes.
/// </summary>
/// <remarks>The objective is that of ML.NET's <c>LbfgsMaximumEntropy</c>, which takes about ten times as long and cannot be canceled.</remarks>
internal sealed class SoftmaxRegression
{
    // Rows are summed in separate lanes, in a fixed order, so that the result does not depend on the number of threads.
    private const int Lanes = 16;
    private const int LaneRows = 256;
    private const int ChunkRows = 1024;

    private const int HistoryLength = 10;
    private const int MaxSteps = 500;
    private const int MaxTrials = 20;

    private static readonly Lazy<InferenceSession> Session = new(() => GraphRunner.Open(Graph(), "softmax regression", optimize: true));
    private static readonly string[] Inputs = ["X", "Labels", "Weights", "Bias"];
    private static readonly string[] Outputs = ["LogLikelihood", "WeightSlope", "BiasSlope"];

    private readonly FeatureScaling _scaling;
    private readonly float[][] _features;
    private readonly long[][] _labels;
    private readonly int _rowCount;
    private readonly int _classCount;
    private readonly int _length;
    private readonly int _threads;
    private readonly float[][] _slopes;
    private readonly LinkedList<(float[] Step, float[] Turn, double Curvature)> _history = [];
    private float[] _parameters;
    private double _l2;

    /// <param name="table">The features.</param>
    /// <param name="rows">The rows to fit on, and their classes.</param>
    /// <param name="scaling">The standardization of the features.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="threads">The number of threads; it does not change the result.</param>
    public SoftmaxRegression(FeatureTable table, LabeledRows rows, FeatureScaling scaling, int classCount, int threads)
    {
        (_scaling, _classCount, _length, _threads, _rowCount) = (scaling, classCount, table.Length, threads, rows.Count);
        _parameters = new float[checked(classCount * (_length + 1))];
        var perLane = Math.Max(LaneRows, (rows.Count + Lanes - 1) / Lanes);
        _labels = [.. rows.Labels.Select(label => (long)label).Chunk(perLane)];
        _features = [.. rows.Rows.Chunk(perLane).Select(Standardize)];
        _slopes = new float[_labels.Length][];

        float[] Standardize(int[] lane)
        {
            var standardized = new float[checked(lane.Length * table.Length)];
            for (var i = 0; i < lane.Length; i++)
            {
                scaling.Apply(table.Row(lane[i]), standardized.AsSpan(i * table.Length, table.Length));
            }

            return standardized;
        }
    }

    /// <summary>The weights, then the biases, over standardized features; a fit starts from them.</summary>
    public IReadOnlyList<float> Parameters
    {
        get => _parameters;
        set => _parameters = [.. value];
    }

    /// <summary>Fits a head, starting from the weights of the previous fit.</summary>
    /// <param name="l2">The L2 weight.</param>
    /// <param name="tolerance">The relative improvement per step below which the fit ends.</param>
    /// <param name="evaluated">Called after each evaluation of the objective, or null.</param>
    /// <param name="cancellationToken">Cancels the fit, also during an evaluation.</param>
    /// <returns>The head, which reads raw features.</returns>
    public FittedLinearHead Fit(double l2, double tolerance, Action? evaluated, CancellationToken cancellationToken)
    {
        Penalize(l2);
        var recent = new Queue<double>();
        var slope = new float[_parameters.Length];
        var loss = Evaluate(_parameters, slope);
        for (var step = 0; step < MaxSteps; step++)
        {
            var direction = Direction(slope);
            var descent = TensorPrimitives.Dot<float>(direction, slope);
            if (!(descent < 0))
            {
                break;
            }

            // The curvature is unknown before the first step.
            var first = _history.Count == 0 ? Math.Min(1, 1 / Norm(slope)) : 1;
            var (next, nextSlope, nextLoss) = Search(loss, descent, direction, first);
            if (next == _parameters)
            {
                break;
            }

            var (change, turn) = (new float[next.Length], new float[next.Length]);
            TensorPrimitives.Subtract(next, _parameters, change);
            TensorPrimitives.Subtract(nextSlope, slope, turn);
            var curvature = (double)TensorPrimitives.Dot<float>(change, turn);
            if (curvature > 0)
            {
                _history.AddLast((change, turn, curvature));
                if (_history.Count > HistoryLength)
                {
                    _history.RemoveFirst();
                }
            }

            (_parameters, slope, loss) = (next, nextSlope, nextLoss);
            recent.Enqueue(loss);
            if (recent.Count > 5 && recent.Dequeue() - loss <= 5 * tolerance * Math.Abs(loss))
            {
                break;
            }
        }

        return Unscale(l2);

        double Evaluate(float[] parameters, float[] into)
        {
            var value = Objective(parameters, l2, into, cancellationToken);
            evaluated?.Invoke();
            return value;
        }

        // Bisection for the weak Wolfe conditions.
        (float[] Parameters, float[] Slope, double Loss) Search(double start, double descent, float[] direction, double size)
        {
            var (low, high) = (0.0, double.PositiveInfinity);
            var (candidate, its) = (new float[direction.Length], new float[direction.Length]);
            for (var trial = 1; ; trial++)
            {
                TensorPrimitives.MultiplyAdd(direction, (float)size, _parameters, candidate);
                var value = Evaluate(candidate, its);
                if (trial < MaxTrials && !(value <= start + (1e-4 * size * descent)))
                {
                    high = size;
                }
                else if (trial < MaxTrials && TensorPrimitives.Dot<float>(direction, its) < 0.9 * descent)
                {
                    low = size;
                }
                else
                {
                    return value <= start ? (candidate, its, value) : (_parameters, slope, start);
                }

                size = double.IsInfinity(high) ? 2 * low : (low + high) / 2;
            }
        }
    }

    /// <summary>Adapts the history to a new penalty, which changes the curvature by a known amount, that of the weights.</summary>
    private void Penalize(double l2)
    {
        var weightCount = _classCount * _length;
        var more = (float)((l2 - _l2) / _rowCount);
        foreach (var (step, turn, _) in _history.ToArray())
        {
            _history.RemoveFirst();
            var weights = turn.AsSpan(0, weightCount);
            TensorPrimitives.MultiplyAdd(step.AsSpan(0, weightCount), more, weights, weights);
            if (TensorPrimitives.Dot<float>(step, turn) is > 0 and var changed)
            {
                _history.AddLast((step, turn, changed));
            }
        }

        _l2 = l2;
    }

    /// <summary>Computes the mean loss with its penalty, and its slope.</summary>
    private double Objective(float[] parameters, double l2, float[] slope, CancellationToken cancellationToken)
    {
        var weightCount = _classCount * _length;
        var losses = new double[_slopes.Length];
        Parallel.For(0, _slopes.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken }, lane =>
        {
            var sum = _slopes[lane] ??= new float[parameters.Length];
            float[]? more = null;
            for (var row = 0; row < _labels[lane].Length; row += ChunkRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = row == 0 ? sum : more ??= new float[parameters.Length];
                losses[lane] -= Run(parameters, lane, row, Math.Min(ChunkRows, _labels[lane].Length - row), weightCount, part);
                if (row > 0)
                {
                    TensorPrimitives.Add(sum, part, sum);
                }
            }
        });
        Array.Clear(slope);
        Array.ForEach(_slopes, lane => TensorPrimitives.Add(slope, lane, slope));
        var weights = parameters.AsSpan(0, weightCount);
        TensorPrimitives.MultiplyAdd(weights, (float)l2, slope.AsSpan(0, weightCount), slope.AsSpan(0, weightCount));
        TensorPrimitives.Multiply(slope, 1f / _rowCount, slope);
        return (losses.Sum() + (l2 / 2 * TensorPrimitives.SumOfSquares<float>(weights))) / _rowCount;
    }

    /// <summary>Computes the log-likelihood of rows, and writes its negative slope.</summary>
    private double Run(float[] parameters, int lane, int row, int count, int weightCount, float[] slope)
    {
        var likelihoods = new float[count];
        var memory = OrtMemoryInfo.DefaultInstance;
        using var features = Tensor(_features[lane].AsMemory(row * _length, count * _length), count, _length);
        using var labels = OrtValue.CreateTensorValueFromMemory(memory, _labels[lane].AsMemory(row, count), [count, 1]);
        using var weights = Tensor(parameters.AsMemory(0, weightCount), _classCount, _length);
        using var bias = Tensor(parameters.AsMemory(weightCount), _classCount);
        using var likelihood = Tensor(likelihoods, count, 1);
        using var weightSlope = Tensor(slope.AsMemory(0, weightCount), _classCount, _length);
        using var biasSlope = Tensor(slope.AsMemory(weightCount), _classCount);
        using var options = new RunOptions();
        Session.Value.Run(options, Inputs, [features, labels, weights, bias], Outputs, [likelihood, weightSlope, biasSlope]);
        return likelihoods.Sum(value => (double)value);

        OrtValue Tensor(Memory<float> values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(memory, values, shape);
    }

    /// <summary>Returns the search direction: the slope scaled by the curvature of the last steps.</summary>
    private float[] Direction(float[] slope)
    {
        var direction = new float[slope.Length];
        TensorPrimitives.Negate(slope, direction);
        var fractions = new Stack<double>();
        for (var past = _history.Last; past is not null; past = past.Previous)
        {
            var (step, turn, curvature) = past.Value;
            fractions.Push(TensorPrimitives.Dot<float>(step, direction) / curvature);
            TensorPrimitives.MultiplyAdd(turn, (float)-fractions.Peek(), direction, direction);
        }

        if (_history.Last is { Value: var last })
        {
            TensorPrimitives.Multiply(direction, (float)(last.Curvature / TensorPrimitives.SumOfSquares<float>(last.Turn)), direction);
        }

        foreach (var (step, turn, curvature) in _history)
        {
            var fraction = fractions.Pop() - (TensorPrimitives.Dot<float>(turn, direction) / curvature);
            TensorPrimitives.MultiplyAdd(step, (float)fraction, direction, direction);
        }

        return direction;
    }

    private static double Norm(float[] vector) => TensorPrimitives.Norm<float>(vector);

    /// <summary>Folds the standardization into the weights, so that the head takes raw features.</summary>
    private FittedLinearHead Unscale(double l2)
    {
        var weights = _parameters[..(_classCount * _length)];
        var bias = _parameters[weights.Length..];
        TensorPrimitives.Multiply(weights, _scaling.Scale, weights);
        for (var k = 0; k < _classCount; k++)
        {
            var offset = 0.0;
            for (var i = 0; i < _length; i++)
            {
                offset += (double)weights[(k * _length) + i] * _scaling.Mean[i];
            }

            bias[k] = (float)(bias[k] - offset);
        }

        return new FittedLinearHead(weights, bias, l2);
    }

    private static OnnxGraph Graph()
    {
        var graph = new OnnxGraph(new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "softmax regression" } });
        graph.SetOpset(13);
        graph.SetInputs(
            GraphInputs.Create("X", DataType.Float, ["N", "F"]),
            GraphInputs.Create("Labels", DataType.Int64, ["N", 1]),
            GraphInputs.Create("Weights", DataType.Float, ["K", "F"]),
            GraphInputs.Create("Bias", DataType.Float, ["K"]));
        graph.SetInitializer(TensorData.Create("One", [1f], 1));
        graph.SetInitializer(TensorData.Create("Rows", [0L], 1));
        graph.AddNode("Gemm", ["X", "Weights", "Bias"], "Logits", NodeAttributes.Of("transB", 1));
        graph.AddNode("LogSoftmax", ["Logits"], "Logarithms", NodeAttributes.Of("axis", 1));
        graph.AddNode("GatherElements", ["Logarithms", "Labels"], "LogLikelihood", NodeAttributes.Of("axis", 1));
        graph.AddNode("Exp", ["Logarithms"], "Probabilities");
        graph.AddNode("Exp", ["LogLikelihood"], "Right");
        graph.AddNode("Sub", ["Right", "One"], "Missing");

        // Subtracts 1 at the position of the true class of each row.
        graph.AddNode("ScatterElements", ["Probabilities", "Labels", "Missing"], "Errors", NodeAttributes.Of("axis", 1));
        graph.AddNode("Gemm", ["Errors", "X"], "WeightSlope", NodeAttributes.Of("transA", 1));
        graph.AddNode("ReduceSum", ["Errors", "Rows"], "BiasSlope", NodeAttributes.Of("keepdims", 0));
        graph.AddOutput("LogLikelihood", DataType.Float, "N", 1);
        graph.AddOutput("WeightSlope", DataType.Float, "K", "F");
        graph.AddOutput("BiasSlope", DataType.Float, "K");
        return graph;
    }
}
