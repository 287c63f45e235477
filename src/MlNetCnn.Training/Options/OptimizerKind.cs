namespace MlNetCnn.Training;

/// <summary>The optimizer that updates the weights.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019).</summary>
    AdamW,

    /// <summary>Adam (Kingma and Ba, 2015); weight decay is added to the gradient.</summary>
    Adam,

    /// <summary>Stochastic gradient descent with Nesterov momentum; weight decay is added to the gradient.</summary>
    Sgd,
}
