using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>The heads that come with the library.</summary>
[Experimental("MLNETCNN001")]
public static class ClassifierHeads
{
    /// <summary>Multinomial logistic regression with the L2 weight of least log-loss on images that were not fitted on.</summary>
    public static IClassifierHead Linear { get; } = new LinearHead();
}
