namespace MlNetCnn.Training.Layers;

/// <summary>How the weights of convolutions and dense layers start; biases start at 0.</summary>
public enum WeightInitialization
{
    /// <summary>Normal numbers of variance 2 / inputs, which keeps the scale of activations through ReLU; the layer that gives the
    /// logits, with no ReLU behind it, takes 1 / inputs. Inputs are those of one output number, kernel area times channels of the
    /// group. He et al., https://arxiv.org/abs/1502.01852.</summary>
    He,

    /// <summary>Uniform numbers of variance 2 / (inputs + outputs), for Sigmoid and Tanh. Glorot and Bengio, "Understanding the
    /// difficulty of training deep feedforward neural networks", 2010.</summary>
    Glorot,

    /// <summary>Rows at right angles to one another, of length sqrt 2: no direction is stretched more than another. Saxe et al.,
    /// https://arxiv.org/abs/1312.6120. It takes minutes for dense layers of thousands of units.</summary>
    Orthogonal,
}
