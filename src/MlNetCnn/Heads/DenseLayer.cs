using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;

namespace MlNetCnn.Heads;

/// <summary>A dense layer of a head: outputs = weights * inputs + bias.</summary>
/// <param name="Weights">[outputs, inputs], row-major.</param>
/// <param name="Bias">[outputs].</param>
[Experimental("MLNETCNN001")]
public sealed record DenseLayer(float[] Weights, float[] Bias)
{
    /// <summary>The number of inputs.</summary>
    public int InputCount => Weights.Length / Bias.Length;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => Bias.Length;

    internal double[] Apply(ReadOnlySpan<float> inputs)
    {
        var outputs = new double[OutputCount];
        for (var k = 0; k < outputs.Length; k++)
        {
            outputs[k] = TensorPrimitives.Dot(inputs, Weights.AsSpan(k * InputCount, InputCount)) + Bias[k];
        }

        return outputs;
    }
}
