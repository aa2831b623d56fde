"""The faithfulness checker on trial: labelled sets, mutations, speed."""
