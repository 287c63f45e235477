using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>Provides the heads that are part of the library.</summary>
[Experimental("MLNETCNN001")]
public static class ClassifierHeads
{
    /// <summary>Multinomial logistic regression with the L2 weight that has the lowest log-loss on held-out images.</summary>
    public static IClassifierHead Linear { get; } = new LinearHead();
}
