using MlNetCnn.OnnxFormat;

namespace MlNetCnn.Training;

/// <content>Activations: functions of each number by itself.</content>
public sealed partial class CnnBuilder
{
    /// <summary>max(0, x).</summary>
    public CnnBuilder ReLU() => Activate("ReLU", "relu", "Relu");

    private CnnBuilder Activate(string kind, string stem, string operation, params AttributeProto[] attributes) =>
        End(Begin(kind, stem), operation, Shape, [_tensor], attributes);
}
